package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.SimulatedCall;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** PostgreSQL is away: at the start, in between, and for good. */
class DatabaseFaultIT {
  private static final String BANNED = "+15005550006";
  private static final String WELCOME = "+15005550010";

  /** What was blocked and what was let in, each with how often. */
  private static final String MESSAGES =
      "SELECT phone, count(*) FROM ringfence.message_record GROUP BY phone UNION ALL"
          + " SELECT value, count FROM ringfence.sender_seen ORDER BY 1";

  @Test
  void startsWithoutItAndLoadsWhenItAppears() {
    try (GatewayFixture gate = new GatewayFixture("RINGFENCE_UNLOADED_GRACE", "8s")) {
      Relay relay = new Relay(gate.vertx, gate.database.port());
      gate.set("RINGFENCE_DATABASE_URL", relay.to(gate.database));
      Gateway node = gate.startNode();
      assertEquals(503, ready(gate).statusCode());
      SimulatedCall call = gate.call(BANNED);

      assertEquals("forwarded", outcome(gate.deliver(call)));

      assertEquals(503, banning(gate, "+15005550007").statusCode());
      eventually(() -> ready(gate).statusCode() == 200);
      assertEquals("degraded", status(gate));
      relay.open();
      assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
      assertEquals(List.of("forwarded"), gate.records(call));
      eventually(() -> status(gate).equals("ok"));
      gate.ban(BANNED);
      assertEquals("rejected", outcome(gate.deliver(gate.call(BANNED))));
    }
  }

  @Test
  void unloadedItRefusesWhereItIsToldTo() {
    try (GatewayFixture gate =
        new GatewayFixture(
            "RINGFENCE_WHEN_UNLOADED", "unavailable", "RINGFENCE_UNLOADED_GRACE", "1ms")) {
      Relay relay = new Relay(gate.vertx, gate.database.port());
      gate.set("RINGFENCE_DATABASE_URL", relay.to(gate.database));
      gate.startNode();

      assertEquals(503, gate.deliver(gate.call(WELCOME)).statusCode());

      assertEquals(503, ready(gate).statusCode());
      assertEquals(0, gate.voice.received().size());
    }
  }

  @Test
  void goesOnWithoutItAndLosesNothing() {
    try (GatewayFixture gate = GatewayFixture.running()) {
      gate.ban(BANNED);
      SimulatedCall before = gate.call(BANNED);
      assertEquals("rejected", outcome(gate.deliver(before)));
      takeAway(gate.database);
      eventually(() -> status(gate).equals("degraded"));
      SimulatedCall rejected = gate.call(BANNED);
      SimulatedCall forwarded = gate.call(WELCOME);

      assertEquals("rejected", outcome(gate.deliver(rejected)));
      assertEquals("forwarded", outcome(gate.deliver(forwarded)));
      assertEquals(200, check(gate, BANNED).statusCode());
      assertEquals(200, check(gate, WELCOME).statusCode());

      HttpResponse<String> write = banning(gate, "+15005550007");
      assertEquals(503, write.statusCode(), write.body());
      assertTrue(write.headers().firstValue("Retry-After").isPresent());
      assertEquals(200, ready(gate).statusCode());
      eventually(() -> gate.metric(0, "ringfence_records_spool_bytes{of=\"calls\"}") > 0);
      eventually(() -> gate.metric(0, "ringfence_records_spool_bytes{of=\"messages\"}") > 0);
      giveBack(gate.database);
      assertEquals(List.of("rejected"), gate.records(before));
      assertEquals(List.of("rejected"), gate.records(rejected));
      assertEquals(List.of("forwarded"), gate.records(forwarded));
      eventually(() -> gate.rows(MESSAGES).equals(List.of(BANNED + " 1", WELCOME + " 1")));
      eventually(() -> status(gate).equals("ok"));
      gate.ban("+15005550007");
      assertEquals("rejected", outcome(gate.deliver(gate.call("+15005550007"))));
      assertEquals(0, gate.metric(0, "ringfence_records_dropped_total{of=\"calls\"}"));
      assertEquals(0, gate.metric(0, "ringfence_records_dropped_total{of=\"messages\"}"));
    }
  }

  private static HttpResponse<String> check(GatewayFixture gate, String phone) {
    return gate.send(
        GatewayFixture.asAdmin(gate.api("/v1/checks"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"phone\":\"" + phone + "\"}"))
            .build());
  }

  @Test
  void goesOnWhileItIsSilent() {
    try (GatewayFixture gate = new GatewayFixture()) {
      Relay relay = new Relay(gate.vertx, gate.database.port());
      relay.open();
      gate.set("RINGFENCE_DATABASE_URL", relay.to(gate.database));
      assertTrue(gate.startNode().awaitLoaded(60, TimeUnit.SECONDS));
      gate.ban(BANNED);
      relay.freeze();
      SimulatedCall call = gate.call(BANNED);

      assertEquals("rejected", outcome(gate.deliver(call)));

      eventually(() -> status(gate).equals("degraded"));
      eventually(() -> gate.metric(0, "ringfence_records_spool_bytes{of=\"calls\"}") > 0);
      relay.cut();
      relay.thaw();
      relay.open();
      assertEquals(List.of("rejected"), gate.records(call));
      eventually(() -> status(gate).equals("ok"));
    }
  }

  @Test
  void aTableThatIsAwayForAWhileCostsNoRecord() {
    try (GatewayFixture gate = GatewayFixture.running()) {
      gate.sql("ALTER TABLE ringfence.call_record RENAME TO elsewhere");
      SimulatedCall call = gate.call(WELCOME);

      gate.deliver(call);

      eventually(() -> gate.metric(0, "ringfence_records_spool_bytes{of=\"calls\"}") > 0);
      gate.sql("ALTER TABLE ringfence.elsewhere RENAME TO call_record");
      assertEquals(List.of("forwarded"), gate.records(call));
    }
  }

  @Test
  void aMigrationThatFailsIsSaidInHealthAndIsTriedAgain() {
    DatabaseAddress occupied = PostgresFixture.empty();
    try (TestStore somebody = new TestStore(occupied);
        GatewayFixture gate =
            new GatewayFixture("RINGFENCE_DATABASE_URL", GatewayFixture.url(occupied))) {
      // Not only V0001 fails then: so does every attempt after it.
      somebody.sql(
          "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " RAISE EXCEPTION 'no tables of +15005550006 here'; END $$",
          "CREATE EVENT TRIGGER no_tables ON ddl_command_end WHEN TAG IN ('CREATE FUNCTION')"
              + " EXECUTE FUNCTION refuse()");
      Gateway node = gate.startNode();

      eventually(() -> !gate.check(0, "schema").getString("status").equals("ok"));

      String advice = gate.check(0, "schema").getString("what_to_do");
      assertTrue(advice.contains("V0001__tables.sql, SQLSTATE P0001"), advice);
      assertTrue(advice.contains("ringfence migrate"), advice);
      assertFalse(advice.contains("+1500"), advice);
      assertEquals("forwarded", outcome(gate.deliver(gate.call(BANNED))));
      somebody.sql("DROP EVENT TRIGGER no_tables");
      assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
      eventually(() -> status(gate).equals("ok"));
    }
  }

  /** Behind a pooler nobody migrates on the way. */
  @Test
  void aDatabaseWithoutItsSchemaIsSaidInHealth() {
    DatabaseAddress empty = PostgresFixture.empty();
    String url = GatewayFixture.url(empty);
    try (GatewayFixture gate =
        new GatewayFixture("RINGFENCE_DATABASE_URL", url + "?pooler=transaction")) {
      gate.startNode();

      eventually(() -> !gate.check(0, "schema").getString("status").equals("ok"));

      String advice = gate.check(0, "schema").getString("what_to_do");
      assertTrue(advice.contains("ringfence migrate"), advice);
    }
  }

  private static void takeAway(DatabaseAddress database) {
    admin(
        database,
        "ALTER DATABASE " + database.database() + " ALLOW_CONNECTIONS false",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + database.database()
            + "'");
  }

  private static void giveBack(DatabaseAddress database) {
    admin(database, "ALTER DATABASE " + database.database() + " ALLOW_CONNECTIONS true");
  }

  private static void admin(DatabaseAddress database, String... statements) {
    try (Connection connection = PostgresFixture.connect(database.withDatabase("postgres"));
        Statement run = connection.createStatement()) {
      for (String statement : statements) {
        run.execute(statement);
      }
    } catch (SQLException wrong) {
      throw new AssertionError(wrong);
    }
  }

  private static String outcome(HttpResponse<String> answer) {
    return answer.headers().firstValue("ringfence-outcome").orElse("none");
  }

  private static HttpResponse<String> ready(GatewayFixture gate) {
    return gate.get(gate.ops("/health/ready"));
  }

  private static String status(GatewayFixture gate) {
    return new JsonObject(ready(gate).body()).getString("status");
  }

  private static HttpResponse<String> banning(GatewayFixture gate, String number) {
    JsonObject body =
        new JsonObject().put("kind", "phone").put("value", number).put("reason", "for a test");
    return gate.send(
        HttpRequest.newBuilder(gate.api("/v1/bans"))
            .header("Authorization", "Bearer " + GatewayFixture.ADMIN_KEY)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build());
  }
}
