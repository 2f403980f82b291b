package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The body of a new entry, already as the contract wants it, to a draft. */
final class EntryForm {
  private static final int MOST_CONTEXT_BYTES = 16 * 1024;

  private final EntryValues values;
  private final InstantSource clock;

  EntryForm(EntryValues values, InstantSource clock) {
    this.values = values;
    this.clock = clock;
  }

  /**
   * The entry that is asked for.
   *
   * @throws Refusal with every fault
   */
  EntryDraft draft(Effect effect, Caller caller, JsonObject body) {
    List<Fault> faults = new ArrayList<>();
    Kind kind = Kind.of(body.getString("kind"));
    Understood value = value(effect, kind, caller, body.getString("value"), faults);
    Instant until = EntryEnd.of(body, clock, faults);
    String context = context(body.getJsonObject("context"), faults);
    if (!faults.isEmpty()) {
      throw new Refusal(Problem.invalid(faults));
    }
    return new EntryDraft(
        effect,
        kind,
        value.canonical(),
        body.getString("value"),
        value.numbering(),
        body.getString("reason").strip(),
        text(body, "note"),
        channels(body.getJsonArray("channels")),
        until,
        body.getBoolean("observe", false),
        person(body.getJsonObject("requested_by")),
        text(body, "reference"),
        context);
  }

  private Understood value(
      Effect effect, Kind kind, Caller caller, String raw, List<Fault> faults) {
    Read read = values.read(kind, raw, caller.organisation().region());
    if (read instanceof NotUnderstood not) {
      faults.add(new Fault("/value", not.detail()));
      return null;
    }
    Understood value = (Understood) read;
    if (effect == Effect.BAN && kind == Kind.PHONE && isOwnLine(caller, value)) {
      faults.add(
          new Fault(
              "/value",
              "This is the number of one of your own lines, which is protected and cannot be"
                  + " banned."));
    }
    return value;
  }

  private static boolean isOwnLine(Caller caller, Understood phone) {
    return caller
        .index()
        .directory()
        .ownsNumber(caller.organisation().id(), EntryValues.number(phone).digits());
  }

  private static int channels(JsonArray words) {
    return words == null
        ? Channel.ALL
        : Channel.mask(words.stream().map(String.class::cast).toList());
  }

  private static String text(JsonObject body, String name) {
    String text = body.getString(name);
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static String person(JsonObject person) {
    if (person == null) {
      return null;
    }
    JsonObject whole = new JsonObject();
    for (String name : List.of("id", "name", "email")) {
      whole.put(name, person.getString(name));
    }
    return whole.encode();
  }

  private static String context(JsonObject context, List<Fault> faults) {
    if (context == null) {
      return null;
    }
    String json = context.encode();
    if (json.getBytes(StandardCharsets.UTF_8).length > MOST_CONTEXT_BYTES) {
      faults.add(new Fault("/context", "must be at most " + MOST_CONTEXT_BYTES + " bytes of JSON"));
    }
    return json;
  }
}
