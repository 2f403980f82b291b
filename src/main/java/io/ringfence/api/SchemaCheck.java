package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One schema of the contract: finds what is wrong with a value, and says it to a person. */
final class SchemaCheck {
  /** A body of a million misspelt members gets an answer of bearable size. */
  private static final int MOST_FAULTS = 100;

  /** These only say that something inside is wrong, which is reported itself. */
  private static final Set<String> OUTER = Set.of("properties", "items", "$ref", "allOf");

  private static final Pattern QUOTED = Pattern.compile("\"(.*)\"");

  private static final Map<String, String> TYPES =
      Map.of(
          "string", "a text",
          "number", "a number",
          "integer", "a whole number",
          "boolean", "true or false",
          "object", "an object",
          "array", "a list",
          "null", "null");

  private final JsonObject schema;
  private final Validator validator;

  /** Null where only the validator can tell. */
  private final FlatSchema flat;

  SchemaCheck(JsonSchema schema, SchemaRepository repository) {
    this.schema = (JsonObject) schema;
    this.validator = repository.validator(schema);
    this.flat = FlatSchema.of(this.schema);
  }

  /**
   * What is wrong, each place once.
   *
   * @param at the pointer of the value itself: empty for a whole body
   */
  List<Fault> faults(Object value, String at) {
    if (flat != null && flat.holds(value)) {
      return List.of();
    }
    OutputUnit result = validator.validate(value);
    if (result.getValid()) {
      return List.of();
    }
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (OutputUnit error : result.getErrors()) {
      Fault fault = fault(error, at);
      if (fault != null && faults.size() < MOST_FAULTS) {
        faults.putIfAbsent(fault.pointer(), fault);
      }
    }
    return new ArrayList<>(faults.values());
  }

  private Fault fault(OutputUnit error, String at) {
    List<String> location = List.of(error.getKeywordLocation().substring(2).split("/"));
    String keyword = location.get(location.size() - 1);
    if (OUTER.contains(keyword)) {
      return null;
    }
    JsonObject node = node(location.subList(0, location.size() - 1));
    String pointer = at + pointer(error.getInstanceLocation());
    if (keyword.equals("required")) {
      return new Fault(pointer + "/" + quoted(error.getError()), "is missing");
    }
    // Also reported for a member that is known but wrong, whose own fault is listed already.
    if (keyword.equals("additionalProperties")
        && node.getJsonObject("properties").containsKey(quoted(error.getError()))) {
      return null;
    }
    return new Fault(pointer, sentence(keyword, node));
  }

  private JsonObject node(List<String> location) {
    JsonObject node = schema;
    for (String step : location) {
      // The contract's references are replaced by what they name, and still told in locations.
      if (!step.equals("$ref")) {
        node = node.getJsonObject(step);
      }
    }
    return node;
  }

  /** The library writes URI fragments; JSON pointers have no percent signs. */
  private static String pointer(String fragment) {
    return URLDecoder.decode(fragment.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String quoted(String message) {
    Matcher quoted = QUOTED.matcher(message);
    return quoted.find() ? quoted.group(1) : "";
  }

  private static String sentence(String keyword, JsonObject node) {
    return switch (keyword) {
      case "additionalProperties" -> "is not known here";
      case "type" -> "must be " + types(node.getValue("type"));
      case "enum" -> "must be one of " + words(node.getJsonArray("enum"));
      case "minLength", "minItems" -> "must not be empty";
      case "maxLength" -> "must have at most " + node.getValue(keyword) + " characters";
      case "maxItems" -> "must hold at most " + node.getValue(keyword);
      case "minimum" -> "must be at least " + node.getValue(keyword);
      case "maximum" -> "must be at most " + node.getValue(keyword);
      case "uniqueItems" -> "must not hold anything twice";
      default -> node.getString("x-form", "is not as the contract describes it");
    };
  }

  private static String types(Object type) {
    return type instanceof JsonArray several
        ? several.stream().map(TYPES::get).collect(Collectors.joining(" or "))
        : TYPES.get(type);
  }

  private static String words(JsonArray words) {
    return words.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
