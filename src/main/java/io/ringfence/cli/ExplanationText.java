package io.ringfence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** An explanation for a person. */
final class ExplanationText {
  private static final List<String> IDENTIFIERS =
      List.of("visitor_id", "email", "phone", "ip", "external_id");

  private ExplanationText() {}

  static String of(JsonObject explanation) {
    StringJoiner lines = new StringJoiner("\n");
    JsonObject recorded = explanation.getJsonObject("recorded");
    if (recorded != null) {
      lines.add(recorded(recorded));
    }
    lines.add(decision(explanation) + subject(explanation.getJsonObject("understood")));
    if (explanation.getJsonObject("now") != null) {
      lines.add("  judged at " + explanation.getString("at") + " with the settings of now");
    }
    explanation.getJsonArray("matches").forEach(one -> match(lines, (JsonObject) one));
    explanation
        .getJsonObject("not_understood")
        .forEach(one -> lines.add("not understood: " + one.getKey() + ": " + one.getValue()));
    if (explanation.getJsonObject("now") != null) {
      lines.add("now " + decision(explanation.getJsonObject("now")));
    }
    JsonArray remedies = explanation.getJsonArray("would_change");
    if (!remedies.isEmpty()) {
      lines.add("any of these would change it:");
      remedies.forEach(one -> lines.add("  " + remedy((JsonObject) one)));
    }
    if (explanation.getBoolean("degraded")) {
      lines.add("note: this node may not have the newest list");
    }
    return lines.toString();
  }

  private static String recorded(JsonObject recorded) {
    Long entry = recorded.getLong("entry");
    return "recorded at "
        + recorded.getString("decided_at")
        + ": "
        + recorded.getString("outcome")
        + ", "
        + recorded.getString("reason")
        + (entry == null ? "" : ", entry " + entry)
        + (recorded.getBoolean("observed") ? ", observed only" : "");
  }

  private static String decision(JsonObject of) {
    Integer step = of.getInteger("step");
    return (of.getBoolean("blocked") ? "stopped" : "let in")
        + (of.getBoolean("observed") ? ", as it is only observed" : "")
        + " ("
        + of.getString("reason")
        + (step == null ? "" : ", step " + step)
        + ")";
  }

  private static String subject(JsonObject understood) {
    String named =
        IDENTIFIERS.stream()
            .map(understood::getString)
            .filter(value -> value != null)
            .collect(Collectors.joining(", "));
    String caller = understood.getString("caller_id");
    if (named.isEmpty() && caller != null) {
      named = caller + " caller";
    }
    String line = understood.getString("line");
    return (named.isEmpty() ? "" : ": " + named)
        + " on "
        + understood.getString("channel")
        + (line == null ? "" : ", " + line);
  }

  private static void match(StringJoiner lines, JsonObject entry) {
    lines.add(
        "  "
            + entry.getString("effect")
            + " "
            + entry.getLong("id")
            + " on "
            + ValueText.of(entry)
            + ": "
            + entry.getString("why").replace('_', ' ')
            + (entry.getBoolean("stands_now") ? "" : ", stands no more"));
    String until = entry.getString("until");
    lines.add(
        "    "
            + entry.getString("reason")
            + "; by "
            + entry.getString("created_by")
            + " at "
            + entry.getString("created_at")
            + (until == null ? ", without an end" : ", until " + until)
            + "; "
            + entry.getLong("hits")
            + " hits");
    for (String more : List.of("note", "reference")) {
      if (entry.getString(more) != null) {
        lines.add("    " + more + ": " + entry.getString(more));
      }
    }
  }

  private static String remedy(JsonObject remedy) {
    return switch (remedy.getString("action")) {
      case "lift" -> "lift " + joined(remedy.getJsonArray("entries"));
      case "allow" -> "allow " + values(remedy);
      case "ban" -> "ban " + values(remedy);
      case "wait" -> "wait until " + remedy.getString("until");
      case "policy" ->
          remedy.getJsonArray("policies").stream()
              .map(JsonObject.class::cast)
              .map(one -> one.getString("policy") + " of the " + one.getString("of"))
              .collect(Collectors.joining(" and ", "set to allow the policy ", ""));
      case "unprotect" -> "protect no more: " + joined(remedy.getJsonArray("protected"));
      case "stop_observing" -> "stop observing: " + joined(remedy.getJsonArray("of"));
      default -> remedy.encode();
    };
  }

  private static String values(JsonObject remedy) {
    return remedy.getJsonArray("values").stream()
        .map(one -> ValueText.of((JsonObject) one))
        .collect(Collectors.joining(" and "));
  }

  private static String joined(JsonArray array) {
    return array.stream().map(String::valueOf).collect(Collectors.joining(" and "));
  }
}
