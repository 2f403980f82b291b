package io.ringfence.api;

import io.ringfence.domain.Kind;
import io.ringfence.store.PreviewStore;
import io.ringfence.store.PreviewStore.Hits;
import io.ringfence.store.PreviewStore.NumberCalls;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;

/** What a preview found, as the API writes it. */
final class PreviewJson {
  private PreviewJson() {}

  /**
   * @param senders what those are called whom it came from
   */
  static JsonObject hits(Hits hits, String senders) {
    return new JsonObject()
        .put("hit", hits.hit())
        .put("rejected_already", hits.rejected())
        .put(senders, hits.senders())
        .put("at_least", hits.atLeast())
        .put("examples", examples(hits));
  }

  /** Each with the id that the list of calls has it by, if it is one. */
  private static JsonArray examples(Hits hits) {
    JsonArray examples = new JsonArray();
    for (JsonObject one : hits.examples()) {
      JsonObject example = one.copy();
      if (example.remove("day") instanceof String day
          && example.remove("account") instanceof Integer account) {
        String call = example.getString("call_control_id");
        example.put("id", new CallId(LocalDate.parse(day), account, call).text());
      }
      examples.add(example);
    }
    return examples;
  }

  /**
   * The calls of a country.
   *
   * @param all that were looked through
   * @param of those of the country
   */
  static JsonObject ofCountry(
      List<NumberCalls> all, List<NumberCalls> of, List<JsonObject> examples) {
    return hits(
        new Hits(
            of.stream().mapToLong(NumberCalls::calls).sum(),
            of.stream().mapToLong(NumberCalls::rejected).sum(),
            of.size(),
            all.stream().mapToLong(NumberCalls::calls).sum() > PreviewStore.MOST,
            examples),
        "numbers");
  }

  /** Leaves the figures: single calls and messages are for keys that may list them. */
  static void hideExamples(JsonObject answer, JsonObject reasons) {
    for (String part : List.of("calls", "messages")) {
      if (answer.getValue(part) instanceof JsonObject hits) {
        hits.put("examples", new JsonArray());
        reasons.put("examples", "Calls and messages are shown to keys that have calls:read.");
      }
    }
  }

  static JsonObject spared(Kind kind, String value, String by, String id) {
    return new JsonObject()
        .put("kind", kind.word())
        .put("value", value)
        .put("by", by)
        .put("id", id);
  }
}
