package io.ringfence.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A schema of an object whose members are texts and flags, taken apart once to see at a glance that
 * nothing is wrong with one: the library's validator takes ten times as long for a check as all the
 * rest does. What is not seen to be right may be so all the same; that the validator says.
 */
final class FlatSchema {
  private static final Set<String> TELLS_PEOPLE = Set.of("description", "examples", "default");
  private static final Set<String> OF_OBJECT =
      Set.of("type", "additionalProperties", "properties", "required");
  private static final Set<String> OF_MEMBER = Set.of("type", "maxLength", "enum");

  private final Map<String, Member> members = new HashMap<>();
  private final Set<String> required = new HashSet<>();

  private record Member(boolean text, boolean flag, boolean none, int longest, Set<Object> words) {
    boolean holds(Object value) {
      boolean typed =
          value == null
              ? none
              : value instanceof String string
                  // At least as many as code points, which the schema counts.
                  ? text && string.length() <= longest
                  : flag && value instanceof Boolean;
      return typed && (words == null || words.contains(value));
    }
  }

  private FlatSchema() {}

  /** Null for a schema in which there is anything else. */
  static FlatSchema of(JsonObject schema) {
    boolean closed = Boolean.FALSE.equals(schema.getValue("additionalProperties"));
    if (!knows(schema, OF_OBJECT) || !"object".equals(schema.getValue("type")) || !closed) {
      return null;
    }
    FlatSchema flat = new FlatSchema();
    schema
        .getJsonArray("required", new JsonArray())
        .forEach(name -> flat.required.add((String) name));
    JsonObject properties = schema.getJsonObject("properties", new JsonObject());
    for (String name : properties.fieldNames()) {
      if (!name.startsWith("__")) {
        Member member = member(properties.getJsonObject(name));
        if (member == null) {
          return null;
        }
        flat.members.put(name, member);
      }
    }
    return flat;
  }

  private static Member member(JsonObject schema) {
    Object type = schema.getValue("type");
    List<String> types =
        type instanceof JsonArray several
            ? several.stream().map(String::valueOf).toList()
            : List.of(String.valueOf(type));
    if (!knows(schema, OF_MEMBER) || !Set.of("string", "boolean", "null").containsAll(types)) {
      return null;
    }
    JsonArray words = schema.getJsonArray("enum");
    return new Member(
        types.contains("string"),
        types.contains("boolean"),
        types.contains("null"),
        schema.getInteger("maxLength", Integer.MAX_VALUE),
        words == null ? null : words.stream().collect(Collectors.toSet()));
  }

  /** Whether the library's own marks and these keywords are all there is. */
  private static boolean knows(JsonObject schema, Set<String> keywords) {
    return schema.fieldNames().stream()
        .allMatch(
            name ->
                name.startsWith("__")
                    || name.startsWith("x-")
                    || TELLS_PEOPLE.contains(name)
                    || keywords.contains(name));
  }

  /** Whether nothing is wrong with a value for certain. */
  boolean holds(Object value) {
    if (!(value instanceof JsonObject object)) {
      return false;
    }
    for (String name : object.fieldNames()) {
      Member member = members.get(name);
      if (member == null || !member.holds(object.getValue(name))) {
        return false;
      }
    }
    return required.isEmpty() || object.fieldNames().containsAll(required);
  }
}
