package io.ringfence.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Makes of an operation's example a request that the contract forbids: one thing in it is wrong for
 * certain, whatever the rest came to be.
 */
final class Malformation {
  /** What nobody means to send, of every type. */
  static final List<Object> ODD =
      List.of(
          "",
          " ",
          "\u0000",
          "\u202e",
          "💥",
          "x".repeat(3_000),
          "null",
          "+",
          "+1",
          "true",
          "-1",
          "' OR 1=1 --",
          "%s%n",
          "${jndi:ldap://x}",
          "../../etc/passwd",
          "9".repeat(400),
          0,
          -1,
          1e300,
          Long.MAX_VALUE,
          true,
          false,
          new JsonArray(),
          new JsonArray().add(new JsonArray()),
          new JsonObject(),
          new JsonObject().put("$ref", "#"),
          new JsonObject().put("", ""));

  private static final List<String> NO_OBJECT =
      List.of(
          "",
          " ",
          "null",
          "true",
          "1",
          "\"x\"",
          "[]",
          "[{}]",
          "{",
          "}",
          "{\"a\":}",
          "\u0000",
          "{\"a\":1}{\"b\":2}",
          "{'a':1}",
          "{\"a\":NaN}",
          "[".repeat(3_000));

  private final Random random;
  private final Operation operation;
  private final String path;

  /** What is sent. */
  record Request(String method, String target, Map<String, String> headers, String body) {}

  /**
   * @param path the operation's, with the id of something that is there
   */
  Malformation(Random random, Operation operation, String path) {
    this.random = random;
    this.operation = operation;
    this.path = path;
  }

  Request next() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", "Bearer " + TestApi.BOOTSTRAP);
    String body = null;
    if (operation.getRequestBody() != null) {
      headers.put("Content-Type", TestApi.JSON);
      body = Walk.body(operation);
      if (random.nextInt(4) > 0) {
        return request("", headers, body(headers, body));
      }
    }
    List<String> faults = parameterFaults(headers);
    return request("?" + faults.get(random.nextInt(faults.size())), headers, body);
  }

  private Request request(String query, Map<String, String> headers, String body) {
    return new Request(operation.getHttpMethod().name(), path + query, headers, body);
  }

  /** Queries of which each is wrong; one of them relies on a header that it sets. */
  private List<String> parameterFaults(Map<String, String> headers) {
    List<String> faults = new ArrayList<>();
    faults.add("no_such_parameter=" + encoded(any(ODD).toString()));
    faults.add("x".repeat(1 + random.nextInt(50)) + "_=1");
    for (Parameter parameter : operation.getParameters()) {
      JsonObject schema = (JsonObject) parameter.getSchema();
      if (parameter.getIn() == Location.QUERY) {
        for (String wrong : wrongTexts(schema)) {
          faults.add(encoded(parameter.getName()) + "=" + encoded(wrong));
        }
      }
    }
    if (random.nextInt(8) == 0 && Walk.takes(operation, Authentication.ORGANISATION)) {
      headers.put(Authentication.ORGANISATION, "no-such-organisation-" + random.nextInt());
      return List.of("");
    }
    if (random.nextInt(8) == 0 && !operation.getSecurityRequirements().isEmpty()) {
      headers.put("Authorization", any(List.of("Bearer rf_" + "x".repeat(40), "Basic eA==", "é")));
      return List.of("");
    }
    return faults;
  }

  private List<String> wrongTexts(JsonObject schema) {
    List<String> wrong = new ArrayList<>();
    if (schema.containsKey("enum")) {
      wrong.add("no-such-" + random.nextInt());
    }
    if ("integer".equals(schema.getValue("type"))) {
      wrong.addAll(List.of("abc", "1.5", "9".repeat(40), "", "0x10", "-" + "9".repeat(18)));
    }
    if ("boolean".equals(schema.getValue("type"))) {
      wrong.addAll(List.of("yes", "1", ""));
    }
    if (schema.containsKey("maxLength")) {
      wrong.add("x".repeat(schema.getInteger("maxLength") + 1));
    }
    return wrong;
  }

  private String body(Map<String, String> headers, String whole) {
    return switch (random.nextInt(6)) {
      case 0 -> any(NO_OBJECT);
      case 1 -> whole.substring(0, random.nextInt(whole.length()));
      case 2 -> {
        headers.put("Content-Type", any(List.of("text/plain", "application/xml", "json", "é")));
        yield whole;
      }
      default -> members(new JsonObject(whole)).encode();
    };
  }

  /** One member too many, too few, or of another kind; and any other beside it. */
  private JsonObject members(JsonObject body) {
    JsonObject schema = (JsonObject) Walk.schema(operation);
    JsonObject properties = schema.getJsonObject("properties");
    List<String> names =
        properties.fieldNames().stream()
            .filter(name -> !name.startsWith("__"))
            .collect(Collectors.toList());
    JsonArray required = schema.getJsonArray("required", new JsonArray());
    int way = random.nextInt(3);
    if (way == 0 && !required.isEmpty()) {
      body.remove(required.getString(random.nextInt(required.size())));
    } else if (way == 1) {
      String name = any(names);
      body.put(name, wrong(properties.getJsonObject(name)));
    } else {
      body.put(any(List.of("no_such_member", "__proto__", "a/b", "~", "")), any(ODD));
    }
    return body;
  }

  /** A value of a type that the schema does not know, or text that nothing may hold. */
  private Object wrong(JsonObject schema) {
    String types = String.valueOf(schema.getValue("type"));
    if (types.contains("string") && random.nextBoolean()) {
      return "a\u0000b";
    }
    List<Object> others = new ArrayList<>();
    if (!types.contains("string")) {
      others.add("x".repeat(random.nextInt(300)));
    }
    if (!types.contains("integer") && !types.contains("number")) {
      others.addAll(List.of(0, -1.5, Long.MAX_VALUE));
    }
    if (!types.contains("boolean")) {
      others.add(true);
    }
    if (!types.contains("array")) {
      others.add(new JsonArray().add("x"));
    }
    if (!types.contains("object")) {
      others.add(new JsonObject().put("x", 1));
    }
    return any(others);
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(
        text.substring(0, Math.min(2_000, text.length())), StandardCharsets.UTF_8);
  }
}
