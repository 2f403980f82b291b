package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Walks the contract: each operation is called in every way that the file says has an answer, and
 * each answer is held against the file. An operation that joins the file is walked too.
 */
final class ContractIT {
  private static final String POOR = TestApi.key("poor");
  private static final String ACTOR = Authentication.ACTOR;
  private static final String ORGANISATION = Authentication.ORGANISATION;

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void everyAnswerIsAsTheContractSays() {
    List<Operation> operations = api.contract.openapi().operations();
    operations.forEach(this::callUnloaded);
    api.addKey("default", "poor", null, "metrics:read");
    api.store.sql(
        "INSERT INTO operation (organisation_id, public_id, kind, effect, asked)"
            + " SELECT id, 'op_1', 'bulk', 'ban', 1 FROM organisation",
        "INSERT INTO gateway_node (id, name, version, started_at, heartbeat_at, freshness, applied)"
            + " VALUES ('node-1', 'gone', '0.1.0', now(), now() - interval '1 hour', 'live',"
            + " array_fill(0::bigint, ARRAY[16]))");
    operations.forEach(this::callWrongly);
    callInTheWay();
    operations.stream().filter(o -> !is(o, "DELETE")).forEach(o -> call(o, BOOTSTRAP, true));
    operations.stream().filter(o -> is(o, "POST")).forEach(o -> call(o, BOOTSTRAP, true));
    operations.stream().filter(o -> is(o, "DELETE")).forEach(o -> call(o, BOOTSTRAP, true));

    // A 500 is a bug, and none is known.
    assertEquals(
        Set.of(),
        api.watch.unseen().stream()
            .filter(which -> !which.endsWith(" 500"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void isServedAsItIsInTheJar() throws IOException {
    Reply file = api.get(null, "/openapi.yaml");

    assertEquals(200, file.status());
    try (var jar = ContractIT.class.getResourceAsStream("/openapi.yaml")) {
      assertEquals(
          new String(jar.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8), file.text());
    }
  }

  @Test
  void everyRequestIsClosedAndEveryMemberDescribed() {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : api.contract.openapi().operations()) {
      if (operation.getRequestBody() != null) {
        JsonObject schema = (JsonObject) schema(operation);
        closed(schema, operation.getOperationId(), wrong);
      }
      for (Parameter parameter : operation.getParameters()) {
        if (!parameter.getOpenAPIModel().containsKey("description")) {
          wrong.add(operation.getOperationId() + " " + parameter.getName());
        }
      }
    }

    assertEquals(List.of(), wrong);
  }

  @Test
  void itsExamplesAreAccepted() {
    for (Operation operation : api.contract.openapi().operations()) {
      if (operation.getRequestBody() != null) {
        assertTrue(
            new SchemaCheck(
                    operation.getRequestBody().getContent().get("application/json").getSchema(),
                    api.contract.openapi().getSchemaRepository())
                .faults(example(operation), "")
                .isEmpty(),
            operation.getOperationId());
      }
    }
  }

  private static void closed(JsonObject schema, String at, List<String> wrong) {
    JsonObject properties = schema.getJsonObject("properties", new JsonObject());
    if (!properties.isEmpty() && !Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
      wrong.add(at + " takes unknown members");
    }
    for (String name : properties.fieldNames()) {
      if (properties.getValue(name) instanceof JsonObject member) {
        if (!member.containsKey("description")) {
          wrong.add(at + "/" + name + " is not described");
        }
        closed(member, at + "/" + name, wrong);
      }
    }
  }

  private void callUnloaded(Operation operation) {
    call(operation, BOOTSTRAP, true);
  }

  private void callWrongly(Operation operation) {
    call(operation, null, true);
    call(operation, POOR, true);
    call(operation, BOOTSTRAP, true, ORGANISATION, "nobody");
    call(operation, BOOTSTRAP, true, ACTOR, "x".repeat(201));
    send(operation, BOOTSTRAP, path(operation) + "?unknown=1", body(operation));
    call(operation, BOOTSTRAP, false, "If-Match", "\"0-0\"");
    if (is(operation, "PATCH")) {
      send(operation, BOOTSTRAP, path(operation), "{}");
    }
    if (operation.getRequestBody() != null) {
      send(operation, BOOTSTRAP, path(operation), "{");
      send(operation, BOOTSTRAP, path(operation), "{}x", "Content-Type", "text/plain");
      send(operation, BOOTSTRAP, path(operation), " ".repeat(BodyCheck.limit(operation) + 1));
      send(operation, BOOTSTRAP, path(operation), "{\"unknown\":1}");
    }
    if (is(operation, "DELETE")) {
      deleteWithMore(operation);
    }
  }

  private void deleteWithMore(Operation operation) {
    if (takes(operation, "wait")) {
      call(operation, BOOTSTRAP, true, "If-Match", "\"0-0\"");
      send(operation, BOOTSTRAP, path(operation) + "?wait=100ms", null);
    }
  }

  /** What cannot be done as things stand. */
  private static void callInTheWay() {
    api.delete(BOOTSTRAP, "/v1/organisations/default");
    api.patch(BOOTSTRAP, "/v1/organisations/default", new JsonObject().put("slug", "other"));
    String account = api.store.query("SELECT public_id FROM account WHERE slug = 'default'").get(0);
    api.delete(BOOTSTRAP, "/v1/accounts/" + account);
    api.patch(BOOTSTRAP, "/v1/accounts/" + account, new JsonObject().put("slug", "other"));
    String line =
        api.store
            .query("SELECT public_id FROM line WHERE num_nonnulls(number, connection_id) = 0")
            .get(0);
    api.delete(BOOTSTRAP, "/v1/lines/" + line);
    api.patch(BOOTSTRAP, "/v1/lines/" + line, new JsonObject().put("number", "+15005550078"));
  }

  private static boolean takes(Operation operation, String parameter) {
    return operation.getParameters().stream().anyMatch(p -> p.getName().equals(parameter));
  }

  private void call(Operation operation, String key, boolean there, String... headers) {
    String path = there ? path(operation) : operation.getOpenAPIPath().replace("{id}", "987654321");
    send(operation, key, path, body(operation), headers);
  }

  private void send(Operation o, String key, String path, String body, String... headers) {
    api.send(key, o.getHttpMethod().name(), path, body, headers);
  }

  private static boolean is(Operation operation, String method) {
    return operation.getHttpMethod().name().equals(method);
  }

  private static String body(Operation operation) {
    return operation.getRequestBody() == null ? null : example(operation).encode();
  }

  /** The operation's path, with the id of something that is there. */
  private static String path(Operation operation) {
    String path = operation.getOpenAPIPath();
    return path.contains("{id}") ? path.replace("{id}", id(path.split("/")[2])) : path;
  }

  private static String id(String list) {
    return switch (list) {
      case "nodes" -> "node-1";
      case "operations" -> "op_1";
      case "organisations" ->
          there(
              "SELECT public_id FROM organisation WHERE slug <> 'default' AND deleted_at IS NULL",
              "INSERT INTO organisation (slug, name) VALUES ('walked', 'Walked')");
      case "accounts" ->
          there(
              "SELECT public_id FROM account WHERE slug <> 'default'",
              "INSERT INTO account (organisation_id, slug) SELECT id, 'walked' FROM organisation"
                  + " WHERE slug = 'default'");
      case "lines" ->
          there(
              "SELECT public_id FROM line WHERE number IS NOT NULL",
              "INSERT INTO line (organisation_id, account_id, number) SELECT organisation_id, id,"
                  + " '+15005550077' FROM account WHERE slug = 'default'");
      case "bans", "allows" ->
          there(
              "SELECT id::text FROM entry WHERE standing AND effect = '%s'"
                  .formatted(list.substring(0, list.length() - 1)),
              "INSERT INTO entry (organisation_id, effect, kind, value, reason) SELECT id, '%s',"
                      .formatted(list.substring(0, list.length() - 1))
                  + " 'phone', '+14155550199', 'x' FROM organisation WHERE slug = 'default'");
      default -> throw new AssertionError("nothing is known to walk of " + list);
    };
  }

  /** The newest that a query finds; something is put there if there is none. */
  private static String there(String query, String insert) {
    String newest = query + " ORDER BY id DESC LIMIT 1";
    if (api.store.query(newest).isEmpty()) {
      api.store.sql(insert);
    }
    return api.store.query(newest).get(0);
  }

  private static Object schema(Operation operation) {
    return operation.getRequestBody().getContent().get("application/json").getSchema();
  }

  /** A body made of the members' examples; of two that exclude each other the first. */
  private static JsonObject example(Operation operation) {
    JsonObject body = new JsonObject();
    JsonObject properties = ((JsonObject) schema(operation)).getJsonObject("properties");
    for (String name : properties.fieldNames()) {
      if (!name.startsWith("__") && !(name.equals("for") && body.containsKey("until"))) {
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
