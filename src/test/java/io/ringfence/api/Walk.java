package io.ringfence.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Goes through the operations of the contract: each has a path, with the id of something that is
 * there and belongs to the organisation default, and a body that is well-formed. A list that joins
 * the contract has to be known to {@link #id}.
 */
record Walk(TestApi api) {
  private static final String OF_DEFAULT = " FROM organisation WHERE slug = 'default'";

  /** The operation's path, with the id of something that is there. */
  String path(Operation operation) {
    String path = operation.getOpenAPIPath();
    return path.contains("{id}") ? path.replace("{id}", id(path.split("/")[2])) : path;
  }

  /** The operation's path, with the id of nothing. */
  static String pathOfNone(Operation operation) {
    return operation.getOpenAPIPath().replace("{id}", "987654321");
  }

  private String id(String list) {
    return switch (list) {
      case "nodes" ->
          there(
              "SELECT id FROM gateway_node",
              "INSERT INTO gateway_node (id, name, version, started_at, heartbeat_at, freshness,"
                  + " applied) VALUES ('node-1', 'gone', '0.1.0', now(), now() - interval '1 hour',"
                  + " 'live', array_fill(0::bigint, ARRAY[16]))");
      case "organisations" ->
          there(
              "SELECT public_id FROM organisation WHERE slug = 'walked' AND deleted_at IS NULL",
              "INSERT INTO organisation (slug, name) VALUES ('walked', 'Walked')");
      case "operations" ->
          there(
              "SELECT public_id FROM operation",
              "INSERT INTO operation (organisation_id, public_id, kind, effect, asked)"
                  + " SELECT id, 'op_walked', 'bulk', 'ban', 1"
                  + OF_DEFAULT);
      case "accounts" ->
          there(
              "SELECT public_id FROM account WHERE slug = 'walked'",
              "INSERT INTO account (organisation_id, slug) SELECT id, 'walked'" + OF_DEFAULT);
      case "lines" ->
          there(
              "SELECT public_id FROM line WHERE number IS NOT NULL",
              "INSERT INTO line (organisation_id, account_id, number) SELECT organisation_id, id,"
                  + " '+15005550077' FROM account WHERE slug = 'default'");
      case "api-keys" ->
          there(
              "SELECT public_id FROM api_key WHERE name = 'walked' AND revoked_at IS NULL",
              "INSERT INTO api_key (organisation_id, hash, name, permissions) SELECT id,"
                  + " encode(sha256(gen_random_uuid()::text::bytea), 'hex'), 'walked', '{}'"
                  + OF_DEFAULT);
      case "calls" -> call();
      case "messages" -> message();
      case "protected" ->
          there(
              "SELECT public_id FROM protected_value",
              "INSERT INTO protected_value (organisation_id, kind, value, raw, reason) SELECT id,"
                  + " 'visitor_id', 'walked', 'walked', 'Walked by the test'"
                  + OF_DEFAULT);
      case "bans", "allows" -> entry(list.substring(0, list.length() - 1));
      default -> throw new AssertionError("nothing is known to walk of " + list);
    };
  }

  private String call() {
    api.store.sql(
        "INSERT INTO call_record (day, account_id, call_control_id, organisation_id, line_id,"
            + " started_at, decided_at, from_number, caller_id, reason, entry_id, observed, outcome,"
            + " deliveries) SELECT '2026-11-21', 1, 'v3:walked', id, 1, '2026-11-21T09:00:00Z',"
            + " '2026-11-21T09:00:00Z', '+14155550198', 'known', 'no_match', 0, false, 'forwarded', 1"
            + OF_DEFAULT
            + " ON CONFLICT DO NOTHING");
    return new CallId(LocalDate.parse("2026-11-21"), 1, "v3:walked").text();
  }

  private String message() {
    UUID key = new UUID(0, 42);
    api.store.sql(
        "INSERT INTO message_record (day, organisation_id, key, decided_at, channel, action,"
            + " visitor_id, reason, entry_id, observed) SELECT '2026-11-21', id, '"
            + key
            + "', '2026-11-21T09:00:00Z', 'chat', 'message', 'walked', 'ban_phone', 0, false"
            + OF_DEFAULT
            + " ON CONFLICT DO NOTHING");
    return new MessageId(LocalDate.parse("2026-11-21"), key).text();
  }

  private String entry(String effect) {
    return there(
        "SELECT id::text FROM entry WHERE standing AND effect = '" + effect + "'",
        "INSERT INTO entry (organisation_id, effect, kind, value, reason) SELECT id, '"
            + effect
            + "', 'phone', '+14155550199', 'Walked by the test'"
            + OF_DEFAULT);
  }

  /** The newest that a query finds; something is put there if there is none. */
  private String there(String query, String insert) {
    String newest = query + " ORDER BY id DESC LIMIT 1";
    if (api.store.query(newest).isEmpty()) {
      api.store.sql(insert);
    }
    return api.store.query(newest).get(0);
  }

  static boolean is(Operation operation, String method) {
    return operation.getHttpMethod().name().equals(method);
  }

  static boolean takes(Operation operation, String parameter) {
    return operation.getParameters().stream().anyMatch(p -> p.getName().equals(parameter));
  }

  /** A well-formed body, or null where the operation has none. */
  static String body(Operation operation) {
    return operation.getRequestBody() == null ? null : example(operation).encode();
  }

  static Object schema(Operation operation) {
    return operation.getRequestBody().getContent().get("application/json").getSchema();
  }

  /** A body made of the members' examples; of two that exclude each other the first. */
  static JsonObject example(Operation operation) {
    JsonObject body = new JsonObject();
    JsonObject properties = ((JsonObject) schema(operation)).getJsonObject("properties");
    for (String name : properties.fieldNames()) {
      if (!name.startsWith("__")
          && !(name.equals("for") && body.containsKey("until"))
          && !((name.equals("call") || name.equals("message")) && body.containsKey("value"))) {
        JsonObject member = properties.getJsonObject(name);
        Object example = example(member);
        body.put(name, example);
      }
    }
    return body;
  }

  private static Object example(JsonObject member) {
    JsonArray examples = member.getJsonArray("examples");
    if (examples != null) {
      return examples.getValue(0);
    }
    JsonObject whole = new JsonObject();
    JsonObject properties = member.getJsonObject("properties");
    for (String name : properties.fieldNames()) {
      if (!name.startsWith("__")) {
        whole.put(name, example(properties.getJsonObject(name)));
      }
    }
    return whole;
  }
}
