package io.ringfence.api;

import io.ringfence.ban.CheckFacts;
import io.ringfence.ban.Hits.Hit;
import io.ringfence.domain.Chat;
import io.ringfence.domain.Decision;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * What became of a check.
 *
 * @param sender who was asked about; null while nothing has been loaded
 * @param until when the deciding ban ends, in milliseconds since 1970 UTC; {@link EntryState#NEVER}
 *     if it does not, or nothing is banned
 * @param chat what the organisation has blocked visitors notice
 * @param load the widget asks whether it may show itself
 */
record Verdict(CheckFacts sender, Decision decision, long until, Chat chat, boolean load) {
  static final Verdict UNLOADED =
      new Verdict(
          null,
          new Decision.Forward(Reason.UNLOADED, 0, false),
          EntryState.NEVER,
          Chat.STANDARD,
          false);

  private static final String HIDE = "hide";

  boolean blocked() {
    return decision instanceof Decision.Reject;
  }

  /** Whether the widget is not to be there at all. */
  boolean hidden() {
    return blocked() && load && chat.onLoad() == Chat.OnLoad.HIDE;
  }

  /** The answer, without when the list was complete. */
  JsonObject json() {
    boolean told = blocked() && !hidden() && chat.mode() == Chat.Mode.MESSAGE;
    return new JsonObject()
        .put("blocked", blocked())
        .put("mode", blocked() ? mode() : null)
        .put("message", told ? chat.message() : null)
        .put("until", blocked() ? end(until) : null);
  }

  private static String end(long until) {
    return until == EntryState.NEVER ? null : EntryJson.time(Instant.ofEpochMilli(until));
  }

  /**
   * What the answer rests on.
   *
   * @param hits the deciding one first
   */
  JsonObject explanation(List<Hit> hits) {
    JsonArray matches = new JsonArray();
    for (Hit hit : hits) {
      matches.add(
          new JsonObject()
              .put("entry", hit.state().id())
              .put("effect", hit.state().effect().word())
              .put("kind", hit.kind().word())
              .put("value", hit.value())
              .put("until", end(hit.state().until()))
              .put("observed", hit.state().observe()));
    }
    boolean observed = decision instanceof Decision.Forward forward && forward.observed();
    return new JsonObject()
        .put("entry", decision.entry() == 0 ? null : Long.valueOf(decision.entry()))
        .put("matches", matches)
        .put("why", decision.reason().word())
        .put("observed", observed);
  }

  private String mode() {
    return hidden() ? HIDE : chat.mode().word();
  }
}
