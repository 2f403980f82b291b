package io.ringfence.api;

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

/** The body of a new entry, or of a change to one, already as the contract wants it. */
final class EntryForm {
  private static final int MOST_CONTEXT_BYTES = 16 * 1024;

  private final ValueForm values;
  private final InstantSource clock;

  EntryForm(ValueForm values, InstantSource clock) {
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
    boolean confirmed = body.getBoolean("confirm", false);
    return draft(
        effect,
        body,
        values.read(effect, kind, body.getString("value"), confirmed, caller, faults),
        faults);
  }

  /**
   * A ban as it is asked for, for a look at what it would do: however wide, and without a reason.
   *
   * @throws Refusal with every fault
   */
  Previewed preview(Caller caller, JsonObject body) {
    List<Fault> faults = new ArrayList<>();
    Understood value =
        values.readOfAnyWidth(
            Kind.of(body.getString("kind")), body.getString("value"), caller, faults);
    JsonObject whole = body.copy().put("reason", body.getString("reason", ""));
    EntryDraft draft = draft(Effect.BAN, whole, value, faults);
    return new Previewed(draft, value.wide());
  }

  /** A ban that is not made, and whether it would need {@code confirm}. */
  record Previewed(EntryDraft draft, boolean wide) {}

  private EntryDraft draft(Effect effect, JsonObject body, Understood value, List<Fault> faults) {
    Instant until = EntryEnd.of(body, clock, faults);
    String context = context(body, faults);
    SettingsForm.requireNone(faults);
    return new EntryDraft(
        effect,
        Kind.of(body.getString("kind")),
        value.canonical(),
        body.getString("value"),
        value.numbering(),
        body.getString("reason").strip(),
        text(body, "note"),
        channels(body),
        until,
        body.getBoolean("observe", false),
        person(body),
        text(body, "reference"),
        context);
  }

  /**
   * What is to be changed of an entry, and nothing else, as {@link
   * io.ringfence.store.EntryStore#change} takes it.
   *
   * @throws Refusal with every fault
   */
  JsonObject changes(JsonObject body) {
    List<Fault> faults = new ArrayList<>();
    JsonObject changes = new JsonObject();
    Instant until = EntryEnd.of(body, clock, faults);
    if (body.containsKey("until") || body.getString("for") != null) {
      changes.put("until", EntryJson.time(until));
    }
    for (String name : body.fieldNames()) {
      switch (name) {
        case "reason" -> changes.put(name, body.getString(name).strip());
        case "note", "reference" -> changes.put(name, text(body, name));
        case "channels" -> changes.put(name, channels(body));
        case "observe" -> changes.put(name, body.getBoolean(name));
        case "requested_by" -> changes.put(name, object(person(body)));
        case "context" -> changes.put(name, object(context(body, faults)));
        default -> {
          // The end, which two members can say.
        }
      }
    }
    SettingsForm.requireNone(faults);
    return changes;
  }

  private static int channels(JsonObject body) {
    JsonArray words = body.getJsonArray("channels");
    return words == null
        ? Channel.ALL
        : Channel.mask(words.stream().map(String.class::cast).toList());
  }

  private static String text(JsonObject body, String name) {
    String text = body.getString(name);
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static String person(JsonObject body) {
    JsonObject person = body.getJsonObject("requested_by");
    if (person == null) {
      return null;
    }
    JsonObject whole = new JsonObject();
    for (String name : List.of("id", "name", "email")) {
      whole.put(name, person.getString(name));
    }
    return whole.encode();
  }

  private static String context(JsonObject body, List<Fault> faults) {
    JsonObject context = body.getJsonObject("context");
    if (context == null) {
      return null;
    }
    String json = context.encode();
    if (json.getBytes(StandardCharsets.UTF_8).length > MOST_CONTEXT_BYTES) {
      faults.add(new Fault("/context", "must be at most " + MOST_CONTEXT_BYTES + " bytes of JSON"));
    }
    return json;
  }

  private static JsonObject object(String json) {
    return json == null ? null : new JsonObject(json);
  }
}
