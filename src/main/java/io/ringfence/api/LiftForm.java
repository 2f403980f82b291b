package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Kind;
import io.ringfence.store.EntryFilter;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The filter of a lift, already as the contract wants it. */
final class LiftForm {
  /** What a visitor's blacklisting made ends with it. */
  private static final String SOURCE = "list";

  private final Effect effect;
  private final EntryValues values;

  LiftForm(Effect effect, EntryValues values) {
    this.effect = effect;
    this.values = values;
  }

  /**
   * Which entries to lift.
   *
   * @throws Refusal if it could be meant for all of them and does not say so
   */
  EntryFilter filter(Caller caller, JsonObject body) {
    JsonObject asked = body.getJsonObject("filter", new JsonObject());
    String kind = asked.getString("kind");
    EntryFilter filter =
        new EntryFilter(
            effect,
            kind == null ? null : Kind.of(kind),
            values(caller, asked),
            EntryFilter.Status.ACTIVE,
            asked.getString("q"),
            asked.getString("created_by"),
            SOURCE);
    boolean all = kind == null && filter.values() == null;
    all = all && filter.q() == null && filter.createdBy() == null;
    if (all && !body.getBoolean("all", false)) {
      throw Refusal.invalid(
          "/filter", "names none of kind, value, q and created_by; to lift all, say \"all\": true");
    }
    if (!all && body.getBoolean("all", false)) {
      throw Refusal.invalid("/all", "cannot be true beside a filter");
    }
    return filter;
  }

  private Map<Kind, String> values(Caller caller, JsonObject asked) {
    String raw = asked.getString("value");
    if (raw == null) {
      return null;
    }
    String region = caller.organisation().region();
    if (asked.getString("kind") == null) {
      Map<Kind, String> all = values.readAll(raw, region);
      return all.isEmpty() ? refused("is a value of no kind") : all;
    }
    Kind kind = Kind.of(asked.getString("kind"));
    Read read = values.read(kind, raw, region);
    return read instanceof NotUnderstood not
        ? refused(not.detail())
        : Map.of(kind, ((Understood) read).canonical());
  }

  private static Map<Kind, String> refused(String detail) {
    throw Refusal.invalid("/filter/value", detail);
  }
}
