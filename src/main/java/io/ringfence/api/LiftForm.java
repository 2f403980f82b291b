package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Kind;
import io.ringfence.store.EntryFilter;
import io.vertx.core.json.JsonObject;

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
            value(caller, asked),
            EntryFilter.Status.ACTIVE,
            asked.getString("q"),
            asked.getString("created_by"),
            SOURCE);
    boolean all = kind == null && (filter.value() == null);
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

  private String value(Caller caller, JsonObject asked) {
    String raw = asked.getString("value");
    if (raw == null) {
      return null;
    }
    String kind = asked.getString("kind");
    String region = caller.organisation().region();
    Read read = kind == null ? values.read(raw, region) : values.read(Kind.of(kind), raw, region);
    if (read instanceof NotUnderstood not) {
      throw Refusal.invalid("/filter/value", not.detail());
    }
    return ((Understood) read).canonical();
  }
}
