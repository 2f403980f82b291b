package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  private static Walk walk;

  @BeforeAll
  static void start() {
    api = new TestApi();
    walk = new Walk(api);
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
    operations.forEach(this::callWrongly);
    callInTheWay();
    operations.stream().filter(o -> !Walk.is(o, "DELETE")).forEach(o -> call(o, BOOTSTRAP, true));
    operations.stream().filter(o -> Walk.is(o, "POST")).forEach(o -> call(o, BOOTSTRAP, true));
    operations.stream().filter(o -> Walk.is(o, "DELETE")).forEach(o -> call(o, BOOTSTRAP, true));

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
        JsonObject schema = (JsonObject) Walk.schema(operation);
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
                .faults(Walk.example(operation), "")
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
    send(operation, BOOTSTRAP, walk.path(operation) + "?unknown=1", Walk.body(operation));
    call(operation, BOOTSTRAP, false, "If-Match", "\"0-0\"");
    if (Walk.is(operation, "PATCH")) {
      send(operation, BOOTSTRAP, walk.path(operation), "{}");
    }
    if (operation.getRequestBody() != null) {
      send(operation, BOOTSTRAP, walk.path(operation), "{");
      send(operation, BOOTSTRAP, walk.path(operation), "{}x", "Content-Type", "text/plain");
      send(operation, BOOTSTRAP, walk.path(operation), " ".repeat(BodyCheck.limit(operation) + 1));
      send(operation, BOOTSTRAP, walk.path(operation), "{\"unknown\":1}");
    }
    if (Walk.is(operation, "DELETE")) {
      deleteWithMore(operation);
    }
  }

  private void deleteWithMore(Operation operation) {
    if (Walk.takes(operation, "wait")) {
      call(operation, BOOTSTRAP, true, "If-Match", "\"0-0\"");
      send(operation, BOOTSTRAP, walk.path(operation) + "?wait=100ms", null);
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

  private void call(Operation operation, String key, boolean there, String... headers) {
    String path = there ? walk.path(operation) : Walk.pathOfNone(operation);
    send(operation, key, path, Walk.body(operation), headers);
  }

  private void send(Operation o, String key, String path, String body, String... headers) {
    api.send(key, o.getHttpMethod().name(), path, body, headers);
  }
}
