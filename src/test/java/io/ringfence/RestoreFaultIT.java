package io.ringfence;

import static io.ringfence.GatewayFixture.asAdmin;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** An older state of the database comes back under two gateways. */
class RestoreFaultIT {
  private static final String KEPT = "+15005550010";
  private static final String LATER = "+15005550011";
  private static final String LIFTED_LATER = "+15005550012";
  private static final String AFTERWARDS = "+15005550013";

  private final GatewayFixture gate = GatewayFixture.running();

  @BeforeEach
  void twoNodes() {
    assertTrue(gate.startNode().awaitLoaded(60, TimeUnit.SECONDS));
  }

  @AfterEach
  void close() {
    gate.close();
  }

  /**
   * Into the tables that are there, as a dump's data are put back: no connection is cut, and the
   * change log begins again from an earlier place.
   */
  @RepeatedTest(3)
  void intoTheSameTablesItIsNoticedAndNoNodeConfirmsWhatItLacks() {
    beforeTheDump();
    dump();
    afterTheDump();

    restore();
    // At once: before any node has looked.
    banEverywhere(AFTERWARDS);

    assertAsDumped();
    for (int node = 0; node < 2; node++) {
      // Two of twelve and one more: the operator is to know that the list shrank.
      assertEquals("degraded", gate.check(node, "load").getString("status"));
    }
  }

  @Test
  void itIsNoticedWithoutAnythingBeingWritten() {
    beforeTheDump();
    dump();
    afterTheDump();

    restore();

    for (int node = 0; node < 2; node++) {
      int one = node;
      eventually(() -> outcome(one, LATER).equals("forwarded"));
      eventually(() -> outcome(one, LIFTED_LATER).equals("rejected"));
      assertEquals("rejected", outcome(one, KEPT));
    }
  }

  /** Another database takes the name of the one there was. */
  @Test
  void asADatabaseOfItsOwnItIsNoticedToo() {
    beforeTheDump();
    String name = gate.database.database();
    try (TestStore server = new TestStore(gate.database.withDatabase("postgres"))) {
      take(server, name);
      server.sql(
          "CREATE DATABASE " + name + "_dump TEMPLATE " + name,
          "ALTER DATABASE " + name + "_dump SET search_path = \"$user\", public, ringfence",
          "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
      eventually(() -> ban(0, LATER, "").statusCode() == 201);
      lift(LIFTED_LATER);

      take(server, name);
      server.sql(
          "ALTER DATABASE " + name + " RENAME TO " + name + "_before",
          "ALTER DATABASE " + name + "_dump RENAME TO " + name);
    }

    banEverywhere(AFTERWARDS);
    assertAsDumped();
  }

  private static void take(TestStore server, String database) {
    server.sql(
        "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false",
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '"
            + database
            + "'");
  }

  private void beforeTheDump() {
    banEverywhere(KEPT);
    banEverywhere(LIFTED_LATER);
  }

  private void afterTheDump() {
    for (int i = 20; i < 30; i++) {
      assertEquals(201, ban(1, "+150055500" + i, "").statusCode());
    }
    banEverywhere(LATER);
    lift(LIFTED_LATER);
    for (int node = 0; node < 2; node++) {
      int one = node;
      eventually(() -> outcome(one, LIFTED_LATER).equals("forwarded"));
    }
  }

  private void lift(String number) {
    gate.sql("UPDATE ringfence.entry SET lifted_at = now() WHERE value = '" + number + "'");
  }

  private void assertAsDumped() {
    for (int node = 0; node < 2; node++) {
      for (String banned : new String[] {KEPT, LIFTED_LATER, AFTERWARDS}) {
        assertEquals("rejected", outcome(node, banned), "on node " + node);
      }
      assertEquals("forwarded", outcome(node, LATER), "on node " + node);
    }
  }

  private void dump() {
    gate.sql(
        "CREATE SCHEMA dump; DO $$ DECLARE t name; BEGIN FOR t IN SELECT tablename FROM pg_tables"
            + " WHERE schemaname = 'ringfence' LOOP"
            + " EXECUTE format('CREATE TABLE dump.%I AS TABLE ringfence.%I', t, t);"
            + " END LOOP; END $$");
  }

  /** As pg_restore does it: what a table computes itself is computed anew. */
  private void restore() {
    gate.sql(
        "BEGIN; SET LOCAL session_replication_role = replica; DO $$ DECLARE t name; c text; BEGIN"
            + " FOR t, c IN SELECT table_name, string_agg(quote_ident(column_name), ',')"
            + " FROM information_schema.columns WHERE table_schema = 'ringfence'"
            + " AND is_generated = 'NEVER' AND table_name IN (SELECT tablename FROM pg_tables"
            + " WHERE schemaname = 'dump') GROUP BY table_name LOOP"
            + " EXECUTE format('DELETE FROM ONLY ringfence.%I', t);"
            + " EXECUTE format('INSERT INTO ringfence.%I (%s) OVERRIDING SYSTEM VALUE"
            + " SELECT %s FROM dump.%I', t, c, c, t); END LOOP; END $$; COMMIT");
  }

  private HttpResponse<String> ban(int node, String number, String query) {
    JsonObject body =
        new JsonObject().put("kind", "phone").put("value", number).put("reason", "for a test");
    return gate.send(
        asAdmin(gate.api(node, "/v1/bans" + query))
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofString(body.encode()))
            .build());
  }

  /** A node whose heartbeat is in the dump, and old, is named until it has told anew. */
  private void banEverywhere(String number) {
    eventually(
        () -> {
          HttpResponse<String> answer = ban(0, number, "?wait=10s");
          return answer.statusCode() != 503 && isEverywhere(answer);
        });
  }

  private static boolean isEverywhere(HttpResponse<String> answer) {
    assertTrue(answer.statusCode() / 100 == 2, answer.body());
    JsonObject effective = new JsonObject(answer.body()).getJsonObject("effective");
    return effective.getInteger("confirmed") == 2 && effective.getJsonArray("silent").isEmpty();
  }

  private String outcome(int node, String caller) {
    return gate.deliver(node, gate.call(caller))
        .headers()
        .firstValue("ringfence-outcome")
        .orElse("none");
  }
}
