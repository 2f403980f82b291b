package io.ringfence;

import static io.ringfence.GatewayFixture.ADMIN_KEY;
import static io.ringfence.GatewayFixture.await;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.ops.Probe;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.store.IndexSource;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import io.ringfence.sync.Sync;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What always holds of a whole gateway: the sixth to the tenth of the sentences that {@code
 * sync/InvariantsIT} lists.
 */
class GatewayInvariantsIT {
  private static final String BANNED = "+15005550006";
  private static final String WELCOME = "+15005550010";
  private static final String UNKNOWN_KEY = "rf_nobody_nobody_nobody_nobody_nobody_1";

  /** How far the node's clock and Telnyx's have moved on. */
  private volatile Duration later = Duration.ZERO;

  /** A node without its list, as it has neither database nor snapshot file. */
  private static Relay away(GatewayFixture gate) {
    Relay relay = new Relay(gate.vertx, gate.database.port());
    gate.set("RINGFENCE_DATABASE_URL", relay.to(gate.database));
    return relay;
  }

  @Test
  void oneBadRowIsLeftOutCountedAndShown() {
    try (GatewayFixture gate = GatewayFixture.running()) {
      gate.ban(BANNED);
      gate.sql(
          "ALTER TABLE ringfence.entry DROP CONSTRAINT entry_value_form;"
              + " INSERT INTO ringfence.entry (organisation_id, kind, value, reason)"
              + " SELECT id, 'phone', 'nonsense', 'x' FROM ringfence.organisation");

      eventually(() -> gate.metric(0, "ringfence_sync_bad_rows_total") == 1);

      JsonObject load = gate.check(0, "load");
      assertEquals("degraded", load.getString("status"));
      assertTrue(load.getString("what_to_do").startsWith("1 rows of the list"), load.encode());
      assertEquals("rejected", outcome(gate.deliver(gate.call(BANNED))));
    }
  }

  @Test
  void itIsExportedAndDegradesHealthAndAfterFiveMinutesKeysMayOnlyCheck() {
    InstantSource clock = () -> Instant.now().plus(later);
    try (GatewayFixture gate = new GatewayFixture()) {
      io.ringfence.TcpProxy proxy = gate.behindProxy();
      Gateway node = gate.startIn(gate.temporary(), new Gateway.Extras(false, clock));
      assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
      gate.ban(BANNED);
      proxy.cut();
      eventually(() -> gate.check(0, "index").getString("status").equals("degraded"));
      assertEquals(401, bans(gate, UNKNOWN_KEY).statusCode(), "no five minutes have passed");

      later = Duration.ofMinutes(6);

      assertTrue(gate.metric(0, "ringfence_index_staleness_seconds") >= 360);
      assertEquals(1, gate.metric(0, "ringfence_index_freshness{is=\"stale\"}"));
      assertEquals(200, ready(gate).statusCode());
      assertEquals("rejected", outcome(gate.send(call(gate, BANNED))));
      assertEquals("forwarded", outcome(gate.send(call(gate, WELCOME))));
      for (String key : List.of(ADMIN_KEY, UNKNOWN_KEY)) {
        HttpResponse<String> refused = bans(gate, key);
        assertEquals(503, refused.statusCode());
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      }
      JsonObject check = new JsonObject(check(gate, ADMIN_KEY, BANNED).body());
      assertTrue(check.getBoolean("blocked"));
      assertTrue(check.getBoolean("degraded"));
      assertEquals(401, check(gate, UNKNOWN_KEY, BANNED).statusCode());
      later = Duration.ZERO;
      proxy.mend();
      eventually(() -> bans(gate, ADMIN_KEY).statusCode() == 200);
    }
  }

  /** Telnyx's clock is as far as this node's: what is tested is the list's age. */
  private HttpRequest call(GatewayFixture gate, String from) {
    SimulatedCall call = gate.call(from);
    byte[] body = call.initiated(1, "test").getBytes();
    String timestamp = Long.toString(Instant.now().plus(later).getEpochSecond());
    return gate.signed(gate.webhook(0), body)
        .setHeader("telnyx-timestamp", timestamp)
        .setHeader("telnyx-signature-ed25519", gate.key.sign(timestamp, body))
        .build();
  }

  @Test
  void forwardingServesTheConfiguredAccountAndLineAndIsReadyAfterAWhile() {
    try (GatewayFixture gate = new GatewayFixture("RINGFENCE_UNLOADED_GRACE", "6s")) {
      Relay relay = away(gate);
      Gateway node = gate.startNode();

      assertEquals(503, ready(gate).statusCode());
      assertEquals("forwarded", outcome(gate.deliver(gate.call(BANNED))));
      assertEquals(503, toSecond(gate).statusCode());
      assertChecksTellNothing(gate);
      eventually(() -> ready(gate).statusCode() == 200);
      assertEquals("degraded", new JsonObject(ready(gate).body()).getString("status"));
      assertEquals(503, toSecond(gate).statusCode());
      relay.open();
      assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
      assertEquals(404, toSecond(gate).statusCode());
    }
  }

  @Test
  void unavailableServesNobodyAndIsNeverReady() {
    try (GatewayFixture gate =
        new GatewayFixture(
            "RINGFENCE_WHEN_UNLOADED", "unavailable", "RINGFENCE_UNLOADED_GRACE", "1ms")) {
      Relay relay = away(gate);
      Gateway node = gate.startNode();

      assertEquals(503, gate.deliver(gate.call(WELCOME)).statusCode());
      assertEquals(503, toSecond(gate).statusCode());
      assertEquals(0, gate.voice.received().size());
      assertEquals(503, ready(gate).statusCode());
      assertChecksTellNothing(gate);
      relay.open();
      assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
      assertEquals("forwarded", outcome(gate.deliver(gate.call(WELCOME))));
      eventually(() -> ready(gate).statusCode() == 200);
    }
  }

  private static void assertChecksTellNothing(GatewayFixture gate) {
    for (String key : List.of(ADMIN_KEY, UNKNOWN_KEY)) {
      HttpResponse<String> answer = check(gate, key, BANNED);
      assertEquals(200, answer.statusCode(), answer.body());
      JsonObject check = new JsonObject(answer.body());
      assertFalse(check.getBoolean("blocked"));
      assertTrue(check.getBoolean("degraded"));
      assertNull(check.getString("as_of"));
      assertEquals(503, bans(gate, key).statusCode());
    }
    assertEquals(401, check(gate, "rf_short", BANNED).statusCode());
  }

  private static HttpResponse<String> toSecond(GatewayFixture gate) {
    URI webhook = URI.create(gate.webhook(0) + "/second");
    byte[] body = gate.call(WELCOME).initiated(1, "test").getBytes();
    return gate.send(gate.signed(webhook, body).build());
  }

  @Test
  void whatFollowsOnTheSameNodeSeesTheWriteAndItsRevision() {
    try (GatewayFixture gate = GatewayFixture.running()) {
      long before = 0;
      for (int i = 10; i < 30; i++) {
        String number = "+150055500" + i;

        JsonObject written = gate.add("/v1/bans", "phone", number);

        JsonObject revision = written.getJsonObject("revision");
        assertTrue(revision.getLong("seq") > before, written.encode());
        before = revision.getLong("seq");
        assertTrue(new JsonObject(check(gate, ADMIN_KEY, number).body()).getBoolean("blocked"));
        assertEquals("rejected", outcome(gate.deliver(gate.call(number))));
      }
    }
  }

  /** Where this node reads its list stands still; where it writes does not. */
  @Test
  void aNodeThatCannotApplyItAnswersAnywayAndNamesItself() {
    GatewayFixture gate = new GatewayFixture("RINGFENCE_NODE_NAME", "a");
    try (TcpProxy reading = new TcpProxy(gate.database);
        gate) {
      gate.set("RINGFENCE_DATABASE_FOLLOW_URL", GatewayFixture.url(reading.address()));
      assertTrue(gate.startNode().awaitLoaded(60, TimeUnit.SECONDS));
      reading.freeze();

      JsonObject alone = gate.add("/v1/bans", "phone", BANNED);
      JsonObject waited = gate.add("/v1/bans?wait=500ms", "phone", WELCOME);

      assertNull(alone.getJsonObject("effective"));
      JsonObject effective = waited.getJsonObject("effective");
      assertEquals(0, effective.getInteger("confirmed"), waited.encode());
      assertEquals(new JsonArray().add("a"), effective.getJsonArray("silent"));
      assertEquals("forwarded", outcome(gate.deliver(gate.call(BANNED))));
      reading.cut();
      reading.thaw();
      eventually(() -> outcome(gate.deliver(gate.call(BANNED))).equals("rejected"));
    }
  }

  @Test
  void aNodeIsOnTheListBeforeItFirstAnswersReady() {
    try (GatewayFixture gate = GatewayFixture.running("RINGFENCE_NODE_NAME", "a")) {
      gate.startNode("RINGFENCE_NODE_NAME", "b");

      eventually(() -> gate.get(gate.ops(1, "/health/ready")).statusCode() == 200);

      assertEquals(
          List.of("a", "b"), gate.rows("SELECT name FROM ringfence.gateway_node ORDER BY name"));
    }
  }

  @Test
  void whatItFindsAndPutsRightIsSaidInHealth() {
    try (TestStore store = new TestStore()) {
      store.organisation("default");
      store.sql(
          "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (1, 'phone', '"
              + BANNED
              + "', 'x')");
      CorrectedClock clock = new CorrectedClock(InstantSource.system());
      Sync sync = new Sync(new IndexSource(store.database), new NodeIndex(), clock, () -> {});
      await(store.vertx.deployVerticle(sync));
      await(sync.loaded());
      await(sync.check());
      assertTrue(memory(sync).ok());
      store.sql(
          "BEGIN",
          "SET LOCAL session_replication_role = replica",
          "UPDATE entry SET observe = true",
          "COMMIT");

      await(sync.check());

      assertEquals(1, sync.state().repairs());
      assertFalse(memory(sync).ok());
      assertTrue(memory(sync).whatToDo().startsWith("1 values in memory"));
      await(sync.check());
      assertTrue(memory(sync).ok(), "put right");
    }
  }

  private static Probe.Finding memory(Sync sync) {
    return SyncProbes.of(sync.state()).stream()
        .map(Probe::look)
        .filter(finding -> finding.name().equals("memory"))
        .findAny()
        .orElseThrow();
  }

  private static HttpResponse<String> ready(GatewayFixture gate) {
    return gate.get(gate.ops("/health/ready"));
  }

  private static HttpResponse<String> bans(GatewayFixture gate, String key) {
    return gate.send(
        HttpRequest.newBuilder(gate.api("/v1/bans"))
            .header("Authorization", "Bearer " + key)
            .build());
  }

  private static HttpResponse<String> check(GatewayFixture gate, String key, String phone) {
    return gate.send(
        HttpRequest.newBuilder(gate.api("/v1/checks"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(new JsonObject().put("phone", phone).encode()))
            .build());
  }

  private static String outcome(HttpResponse<String> answer) {
    return answer.headers().firstValue("ringfence-outcome").orElse("none");
  }
}
