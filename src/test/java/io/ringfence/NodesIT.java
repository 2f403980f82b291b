package io.ringfence;

import static io.ringfence.GatewayFixture.asAdmin;
import static io.ringfence.GatewayFixture.eventually;
import static io.ringfence.GatewayFixture.eventuallyLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.PostgresFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several nodes on one database: who there is, and on whom a write is in force. */
class NodesIT {
  private static final String NAME = "RINGFENCE_NODE_NAME";
  private static final String BANNED = "+15005550006";

  private GatewayFixture gate;

  @BeforeEach
  void start() {
    gate = GatewayFixture.running(NAME, "a");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void aWriteIsSeenAtOnceOnTheAnsweringNodeAndWaitSaysWhoElseHasIt() {
    startNode("b");
    startNode("c");

    HttpResponse<String> ban = ban(0, BANNED, "?wait=10s");

    assertEquals(201, ban.statusCode(), ban.body());
    for (int node = 0; node < 3; node++) {
      assertEquals("rejected", outcome(node, BANNED), "on node " + node);
    }
    JsonObject effective = effective(ban);
    assertEquals(3, effective.getInteger("nodes"));
    assertEquals(3, effective.getInteger("confirmed"));
    assertEquals(new JsonArray(), effective.getJsonArray("silent"));
    assertTrue(effective.getLong("ms") < 10_000, ban.body());
    for (int i = 10; i < 30; i++) {
      String next = "+150055500" + i;
      assertNull(effective(ban(i % 3, next, "")));
      assertEquals("rejected", outcome(i % 3, next), "at once, on the node that answered");
    }
  }

  @Test
  void anEndIsWaitedForToo() {
    startNode("b");
    String id = new JsonObject(ban(0, BANNED, "").body()).getString("id");

    HttpResponse<String> lift =
        gate.send(asAdmin(gate.api(1, "/v1/bans/" + id + "?wait=10s")).DELETE().build());

    assertEquals(200, lift.statusCode(), lift.body());
    assertEquals(2, effective(lift).getInteger("confirmed"), lift.body());
    assertNotNull(new JsonObject(lift.body()).getString("lifted_at"));
    assertEquals("forwarded", outcome(0, BANNED));
    assertEquals("forwarded", outcome(1, BANNED));
  }

  @Test
  void whatWasBannedBeforeIsConfirmedWithoutAHeartbeat() {
    startNode("b");
    ban(0, BANNED, "");

    HttpResponse<String> again = ban(1, BANNED, "?wait=10s");

    assertEquals(200, again.statusCode(), again.body());
    assertEquals("unchanged", new JsonObject(again.body()).getString("outcome"));
    assertEquals(2, effective(again).getInteger("confirmed"), again.body());
  }

  @Test
  void aFrozenNodeIsNamedAndNotWaitedForLongerThanAsked() throws Exception {
    Process frozen = gate.startProcess(NAME, "c");
    try {
      eventuallyLong(() -> isReady("c"));
      signal(frozen, "STOP");
      // However slow this machine is.
      heartbeat("c", "now() + interval '1 hour'");
      HttpResponse<String> ban = ban(0, BANNED, "?wait=1s");

      assertEquals(201, ban.statusCode(), ban.body());
      assertSilent(List.of("c"), ban);
      assertTrue(effective(ban).getLong("ms") >= 1_000, ban.body());

      heartbeat("c", "now() - interval '5 seconds'");
      assertFalse(node("c").getBoolean("live"));
      HttpResponse<String> later = ban(0, "+15005550007", "?wait=10s");
      assertSilent(List.of("c"), later);
      assertTrue(effective(later).getLong("ms") < 10_000, "one that is silent is not waited for");
      eventually(() -> metrics().contains("ringfence_nodes{state=\"silent\"} 1.0"));

      signal(frozen, "CONT");
      eventuallyLong(() -> node("c").getBoolean("live"));
      assertSilent(List.of(), ban(0, "+15005550008", "?wait=10s"));
    } finally {
      frozen.destroyForcibly();
    }
  }

  @Test
  void aProcessThatIsAskedToStopLeavesTheList() throws Exception {
    Process leaving = gate.startProcess(NAME, "b");
    eventuallyLong(() -> isReady("b"));

    leaving.destroy();

    assertTrue(leaving.waitFor(60, TimeUnit.SECONDS));
    assertEquals(List.of("a"), names());
    assertSilent(List.of(), ban(0, BANNED, "?wait=10s"));
  }

  @Test
  void aNodeThatWasKilledIsNamedUntilItIsRemoved() {
    gone("b", "dead");

    assertSilent(List.of("dead"), ban(0, BANNED, "?wait=10s"));
    HttpResponse<String> removed = remove("b");

    assertEquals(204, removed.statusCode(), removed.body());
    assertEquals(404, remove("b").statusCode());
    assertSilent(List.of(), ban(0, "+15005550007", "?wait=10s"));
    List<String> audit =
        gate.rows(
            "SELECT action, target, actor_key LIKE 'key_%', request_id IS NOT NULL FROM audit_log"
                + " WHERE action LIKE 'node.%'");
    assertEquals(List.of("node.removed node:b t t"), audit);
  }

  @Test
  void aLiveNodeThatIsRemovedComesBack() {
    eventually(() -> node("a").getString("ready_at") != null);
    JsonObject before = node("a");

    assertEquals(204, remove(before.getString("id")).statusCode());

    eventually(() -> names().equals(List.of("a")));
    assertEquals(before.getString("started_at"), node("a").getString("started_at"));
    assertEquals(before.getString("ready_at"), node("a").getString("ready_at"));
  }

  @Test
  void theListSaysWhatEachNodeHolds() {
    startNode("b");
    ban(0, BANNED, "?wait=10s");
    eventually(() -> isReady("a") && isReady("b"));
    eventually(() -> node("b").getJsonObject("sizes").getLong("phones") == 1);

    JsonObject list = list();

    assertTrue(list.containsKey("next"));
    assertNull(list.getValue("next"));
    assertEquals(List.of("a", "b"), names());
    JsonObject b = node("b");
    assertTrue(b.getBoolean("live"));
    assertFalse(b.getBoolean("self"));
    assertTrue(node("a").getBoolean("self"));
    assertEquals("live", b.getString("freshness"));
    assertEquals(0, b.getLong("lag"));
    assertEquals(16, b.getJsonArray("revisions").size());
    assertEquals(1, b.getJsonObject("sizes").getLong("organisations"));
    assertTrue(
        !Instant.parse(b.getString("ready_at")).isBefore(Instant.parse(b.getString("started_at"))));
    assertNotNull(b.getString("version"));
    String id = b.getString("id");
    assertEquals(List.of(id), gate.rows("SELECT id FROM gateway_node WHERE name = 'b'"));
  }

  @Test
  void theOperatorsPortShowsTheSameListWithoutAKey() {
    startNode("b");

    JsonObject shown = new JsonObject(gate.get(gate.ops(1, "/nodes")).body());

    assertEquals("ok", shown.getString("database"));
    assertEquals(list().getJsonArray("data").size(), shown.getJsonArray("data").size());
    assertEquals("b", of(shown, true).getString("name"));
    assertTrue(metrics().contains("ringfence_nodes{state=\"live\"}"), metrics());
  }

  @Test
  void aRevokedKeyIsRefusedOnEveryNodeByTheTimeTheWaitIsOver() {
    startNode("b");
    String body = "{\"name\":\"console\",\"permissions\":[\"bans:read\"]}";
    HttpResponse<String> made =
        gate.send(
            asAdmin(gate.api("/v1/api-keys?wait=10s")).POST(BodyPublishers.ofString(body)).build());
    assertEquals(201, made.statusCode(), made.body());
    String key = new JsonObject(made.body()).getString("key");
    assertEquals(200, bansSeenWith(key, 0));
    assertEquals(200, bansSeenWith(key, 1));
    String id = new JsonObject(made.body()).getString("id");

    HttpResponse<String> revoked =
        gate.send(asAdmin(gate.api("/v1/api-keys/" + id + "?wait=10s")).DELETE().build());

    assertEquals(200, revoked.statusCode(), revoked.body());
    assertSilent(List.of(), revoked);
    assertEquals(401, bansSeenWith(key, 0));
    assertEquals(401, bansSeenWith(key, 1));
  }

  private int bansSeenWith(String key, int node) {
    return gate.send(
            asAdmin(gate.api(node, "/v1/bans")).setHeader("Authorization", "Bearer " + key).build())
        .statusCode();
  }

  @Test
  void anAdministratorWhoIsNoOperatorSeesNoNodes() {
    String key = "rf_admin_admin_admin_admin_admin_admin";
    gate.sql(
        "INSERT INTO api_key (organisation_id, hash, name, permissions) SELECT id,"
            + " encode(sha256('"
            + key
            + "'), 'hex'), 'k', '{admin}' FROM organisation");
    eventually(
        () ->
            403
                == gate.send(
                        asAdmin(gate.api("/v1/nodes"))
                            .setHeader("Authorization", "Bearer " + key)
                            .build())
                    .statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"99ms", "0s", "11s", "10001ms", "2", "1.5s", "-1s", "2m", "soon", ""})
  void aWaitThatCannotBeIsRefusedAndNothingIsWritten(String wait) {
    HttpResponse<String> ban = ban(0, BANNED, "?wait=" + wait);

    assertEquals(422, ban.statusCode(), ban.body());
    JsonArray errors = new JsonObject(ban.body()).getJsonArray("errors");
    assertEquals("/query/wait", errors.getJsonObject(0).getString("pointer"));
    assertEquals(List.of("0"), gate.rows("SELECT count(*) FROM entry"));
  }

  @Test
  void aListThatCannotBeWrittenHoldsUpNobody() throws Exception {
    try (Connection somebody = PostgresFixture.connect(gate.database)) {
      somebody.setAutoCommit(false);
      try (Statement lock = somebody.createStatement()) {
        lock.execute("LOCK TABLE ringfence.gateway_node IN ACCESS EXCLUSIVE MODE");
      }
      startNode("b");

      HttpResponse<String> ban = ban(1, BANNED, "?wait=500ms");

      assertEquals(201, ban.statusCode(), ban.body());
      assertEquals("rejected", outcome(1, BANNED));
      assertEquals(200, gate.get(gate.ops(1, "/health/ready")).statusCode());
    }
    eventually(() -> names().equals(List.of("a", "b")));
  }

  @Test
  void aDatabaseThatIsLostAfterTheCommitMakesNoError() throws Exception {
    TcpProxy wire = TcpProxy.before(gate.vertx, gate.database.host(), gate.database.port());
    startNode("b", "RINGFENCE_DATABASE_URL", gate.url(wire.port()));
    gone("c", "frozen");
    gate.sql("UPDATE gateway_node SET heartbeat_at = now() + interval '1 hour' WHERE id = 'c'");
    CompletableFuture<HttpResponse<String>> ban =
        gate.http.sendAsync(post(1, BANNED, "?wait=10s").build(), BodyHandlers.ofString());
    eventually(() -> metrics(1).contains("ringfence_waiting 1.0"));

    wire.cut();

    HttpResponse<String> answer = ban.get(60, TimeUnit.SECONDS);
    assertEquals(201, answer.statusCode(), answer.body());
    assertTrue(effective(answer).getJsonArray("silent").contains("frozen"), answer.body());
    assertTrue(effective(answer).getInteger("confirmed") >= 1, answer.body());
    assertEquals(503, nodes(1).statusCode());
    JsonObject shown = new JsonObject(gate.get(gate.ops(1, "/nodes")).body());
    assertEquals("away", shown.getString("database"));
    assertEquals("b", of(shown, true).getString("name"));
    wire.mend();
    eventuallyLong(() -> nodes(1).statusCode() == 200);
  }

  private void startNode(String name, String... more) {
    String[] overrides = new String[more.length + 2];
    overrides[0] = NAME;
    overrides[1] = name;
    System.arraycopy(more, 0, overrides, 2, more.length);
    Gateway node = gate.startNode(overrides);
    assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
  }

  private void heartbeat(String name, String when) {
    gate.sql("UPDATE gateway_node SET heartbeat_at = " + when + " WHERE name = '" + name + "'");
  }

  /** The row of a node that was killed a while ago. */
  private void gone(String id, String name) {
    gate.sql(
        "INSERT INTO gateway_node SELECT '"
            + id
            + "', '"
            + name
            + "', version, started_at, now() - interval '1 minute', ready_at, freshness, applied"
            + " FROM gateway_node LIMIT 1");
  }

  private HttpRequest.Builder post(int node, String number, String query) {
    JsonObject body =
        new JsonObject().put("kind", "phone").put("value", number).put("reason", "for a test");
    return asAdmin(gate.api(node, "/v1/bans" + query))
        .timeout(Duration.ofSeconds(60))
        .POST(BodyPublishers.ofString(body.encode()));
  }

  private HttpResponse<String> ban(int node, String number, String query) {
    return gate.send(post(node, number, query).build());
  }

  private static JsonObject effective(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getJsonObject("effective");
  }

  private static void assertSilent(List<String> names, HttpResponse<String> answer) {
    JsonObject effective = effective(answer);
    assertNotNull(effective, answer.body());
    assertEquals(new JsonArray(names), effective.getJsonArray("silent"), answer.body());
    assertEquals(
        effective.getInteger("nodes"),
        effective.getInteger("confirmed") + names.size(),
        answer.body());
  }

  private String outcome(int node, String caller) {
    return gate.deliver(node, gate.call(caller)).headers().firstValue("ringfence-outcome").get();
  }

  private HttpResponse<String> nodes(int node) {
    return gate.send(asAdmin(gate.api(node, "/v1/nodes")).build());
  }

  private HttpResponse<String> remove(String id) {
    return gate.send(asAdmin(gate.api("/v1/nodes/" + id)).DELETE().build());
  }

  private JsonObject list() {
    HttpResponse<String> nodes = nodes(0);
    assertEquals(200, nodes.statusCode(), nodes.body());
    return new JsonObject(nodes.body());
  }

  private List<String> names() {
    return list().getJsonArray("data").stream()
        .map(node -> ((JsonObject) node).getString("name"))
        .toList();
  }

  private boolean isReady(String name) {
    return names().contains(name) && node(name).getString("ready_at") != null;
  }

  private JsonObject node(String name) {
    return list().getJsonArray("data").stream()
        .map(JsonObject.class::cast)
        .filter(node -> node.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject of(JsonObject list, boolean self) {
    return list.getJsonArray("data").stream()
        .map(JsonObject.class::cast)
        .filter(node -> node.getBoolean("self") == self)
        .findFirst()
        .orElseThrow();
  }

  private String metrics() {
    return metrics(0);
  }

  private String metrics(int node) {
    return gate.get(gate.ops(node, "/metrics")).body();
  }

  private static void signal(Process process, String signal) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor());
  }
}
