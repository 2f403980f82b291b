package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.config.ApiConfig;
import io.ringfence.store.TestStore;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    Set<String> refused = callTooOften();

    // A 500 is a bug, and none is known; for a 408 one has to wait.
    assertEquals(
        Set.of(),
        api.watch.unseen().stream()
            .filter(which -> !which.endsWith(" 500") && !which.endsWith(" 408"))
            .filter(which -> !refused.contains(which))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Each operation that has a limit, until it is reached. */
  private static Set<String> callTooOften() {
    ApiConfig once = TestApi.limited(1, 1, 0, 0);
    try (TestApi busy =
        new TestApi(
            new TestStore(), new ApiServer.Limits(once, ApiServer.Limits.PATIENCE, false))) {
      busy.load();
      for (Operation operation : busy.contract.openapi().operations()) {
        boolean limited = operation.getResponse(429) != null;
        String path = operation.getOpenAPIPath().replace("{id}", "1");
        String method = operation.getHttpMethod().name();
        for (int i = 0; limited && i < 100; i++) {
          if (busy.send(BOOTSTRAP, method, path, Walk.body(operation)).status() == 429) {
            break;
          }
        }
      }
      return busy.watch.seen();
    }
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

  @Test
  void whateverHasAKeyNamesTheOrganisationAndThePersonAndWritingPostsMayBeRepeated() {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : api.contract.openapi().operations()) {
      boolean keyed = !operation.getSecurityRequirements().isEmpty();
      boolean byKeyAlone = operation.getOpenAPIModel().containsKey("x-by-key-alone");
      if (keyed
          && !byKeyAlone
          && !(Walk.takes(operation, ORGANISATION) && Walk.takes(operation, ACTOR))) {
        wrong.add(operation.getOperationId() + " lacks a header of the key's");
      }
      boolean check = operation.getOpenAPIPath().startsWith("/v1/checks");
      if (keyed && (operation.getResponse(429) == null) != check) {
        wrong.add(operation.getOperationId() + " and 429");
      }
      boolean writingPost = Walk.is(operation, "POST") && Walk.takes(operation, Spread.WAIT);
      if (writingPost != Walk.takes(operation, Repeats.HEADER)) {
        wrong.add(operation.getOperationId() + " and " + Repeats.HEADER);
      }
    }

    assertEquals(List.of(), wrong);
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
      // Something must be there to have changed.
      String list = operation.getOpenAPIPath().replace("/{id}", "");
      Operation post = api.contract.openapi().findOperation(list, HttpMethod.POST);
      call(post, BOOTSTRAP, true);
      call(operation, BOOTSTRAP, true, "If-Match", "\"0-0\"");
      send(operation, BOOTSTRAP, walk.path(operation) + "?wait=100ms", null);
    }
    if (operation.getOperationId().equals("revokeKey")) {
      send(operation, BOOTSTRAP, operation.getOpenAPIPath().replace("{id}", newestKey(1)), null);
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
    api.get(BOOTSTRAP, "/v1/explain?phone=anonymous");
    api.post(BOOTSTRAP, "/v1/bans", TestApi.entry("visitor_id", "banned", Map.of()));
    api.get(BOOTSTRAP, "/v1/checks/forward-auth", "X-Visitor-Id", "banned");
    for (String list : List.of("bans", "allows")) {
      Reply made = api.post(BOOTSTRAP, "/v1/" + list, TestApi.phone("+15005550079"));
      String entry = made.header("Location");
      api.patch(BOOTSTRAP, entry, new JsonObject(), "If-Match", "\"0-0\"");
      api.delete(BOOTSTRAP, entry);
      api.patch(BOOTSTRAP, entry, new JsonObject());
    }
    callTwiceOrTooOften();
  }

  private static void callTwiceOrTooOften() {
    JsonObject miscounted =
        new JsonObject().put("all", true).put("reason", "x").put("count", 9_999);
    api.post(BOOTSTRAP, "/v1/bans/lift", miscounted);
    api.post(BOOTSTRAP, "/v1/allows/lift", miscounted);
    JsonObject undo = new JsonObject().put("reason", "x");
    String operation =
        api.store.query("SELECT public_id FROM operation ORDER BY id LIMIT 1").get(0);
    api.post(BOOTSTRAP, "/v1/operations/" + operation + "/undo", undo);
    api.post(BOOTSTRAP, "/v1/operations/" + operation + "/undo", undo);
    api.store.sql(
        "INSERT INTO protected_value (organisation_id, kind, value, raw, reason) SELECT id,"
            + " 'visitor_id', 'full-' || n, 'full', 'Full' FROM organisation,"
            + " generate_series(1, 1000) n WHERE slug = 'default'");
    api.post(
        BOOTSTRAP,
        "/v1/protected",
        new JsonObject()
            .put("kind", "visitor_id")
            .put("value", "one-too-many")
            .put("reason", "Full"));
    api.store.sql("DELETE FROM protected_value WHERE raw = 'full'");
  }

  private void call(Operation operation, String key, boolean there, String... headers) {
    String path = there ? walk.path(operation) : Walk.pathOfNone(operation);
    send(operation, key, path, Walk.body(operation), headers);
  }

  private void send(Operation o, String key, String path, String body, String... headers) {
    api.send(key, o.getHttpMethod().name(), path, body, headers);
  }

  /** The newest key up to a number; the first of all is the one that configuration gives. */
  private static String newestKey(int most) {
    return api.store
        .query("SELECT public_id FROM api_key WHERE id <= " + most + " ORDER BY id DESC LIMIT 1")
        .get(0);
  }
}
