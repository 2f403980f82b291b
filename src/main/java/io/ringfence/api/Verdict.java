package io.ringfence.api;

import io.ringfence.api.PhoneHits.Hit;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * What became of a check.
 *
 * @param observed it would be blocked, but the organisation or the node only observes
 * @param phone what the phone was understood as, or null
 * @param hits every entry that matched, the deciding one first unless the number is protected
 */
record Verdict(Reason reason, boolean observed, String phone, List<Hit> hits) {
  static final Verdict UNLOADED = new Verdict(Reason.UNLOADED, false, null, List.of());

  private static final String SILENT = "silent";
  private static final String HIDE = "hide";

  /** The verdict of some hits, strongest first. */
  static Verdict of(List<Hit> hits, String phone, boolean observing) {
    if (hits.isEmpty()) {
      return new Verdict(Reason.NO_MATCH, false, phone, hits);
    }
    Hit first = hits.get(0);
    boolean exact = first.kind() == Kind.PHONE;
    if (first.state().effect() == Effect.ALLOW) {
      Reason reason = exact ? Reason.ALLOW_PHONE : Reason.ALLOW_PREFIX;
      return new Verdict(reason, false, phone, hits);
    }
    return new Verdict(exact ? Reason.BAN_PHONE : Reason.BAN_PREFIX, observing, phone, hits);
  }

  boolean blocked() {
    return !observed && (reason == Reason.BAN_PHONE || reason == Reason.BAN_PREFIX);
  }

  /**
   * The answer to a check.
   *
   * @param load the widget asks whether it may show itself
   * @param asOf when the list was last complete, or null
   */
  JsonObject json(boolean load, boolean degraded, Instant asOf) {
    String mode = load ? HIDE : SILENT;
    return new JsonObject()
        .put("blocked", blocked())
        .put("mode", blocked() ? mode : null)
        .put("message", null)
        .put("until", blocked() ? until() : null)
        .put("degraded", degraded)
        .put("as_of", EntryJson.time(asOf));
  }

  /** The answer with what it rests on. */
  JsonObject explained(JsonObject answer) {
    JsonArray matches = new JsonArray();
    for (Hit hit : hits) {
      matches.add(
          new JsonObject()
              .put("entry", hit.state().id())
              .put("effect", hit.state().effect().word())
              .put("kind", hit.kind().word()));
    }
    long entry = entry();
    return answer
        .put("entry", entry == 0 ? null : Long.valueOf(entry))
        .put("matches", matches)
        .put("why", reason.word())
        .put("observed", observed)
        .put("understood", new JsonObject().put("phone", phone));
  }

  /** What is kept of it. */
  CheckRecords.Outcome outcome() {
    return new CheckRecords.Outcome(reason, entry(), blocked(), observed);
  }

  /** The deciding entry's id, or 0. */
  private long entry() {
    return hits.isEmpty() || reason == Reason.PROTECTED ? 0 : hits.get(0).state().id();
  }

  private String until() {
    long until = hits.get(0).state().until();
    return until == EntryState.NEVER ? null : EntryJson.time(Instant.ofEpochMilli(until));
  }
}
