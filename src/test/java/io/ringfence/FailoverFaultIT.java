package io.ringfence;

import static io.ringfence.GatewayFixture.asAdmin;
import static io.ringfence.GatewayFixture.eventuallyLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.SimulatedCall;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestServer;
import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The primary is lost, its standby promoted, and whole gateways are moved to it. */
class FailoverFaultIT {
  private static final String BEFORE = "+15005550010";
  private static final String LAST = "+15005550011";
  private static final String AFTER = "+15005550012";

  private final TestServer primary = TestServer.start();
  private final TestServer standby = primary.standby();
  private final TcpProxy line = new TcpProxy(primary.address());
  private final GatewayFixture gate =
      new GatewayFixture("RINGFENCE_DATABASE_URL", GatewayFixture.url(line.address()));

  @BeforeEach
  void twoNodesAndABan() {
    for (int node = 0; node < 2; node++) {
      assertTrue(gate.startNode().awaitLoaded(60, TimeUnit.SECONDS));
    }
    banEverywhere(BEFORE);
  }

  @AfterEach
  void close() {
    gate.close();
    line.close();
    standby.close();
    primary.close();
  }

  @Test
  void nothingIsLostWhereTheStandbyHadEverything() {
    banEverywhere(LAST);
    eventuallyLong(() -> isThere(LAST));
    double loads = loads(0) + loads(1);
    primary.kill();
    SimulatedCall meanwhile = gate.call(BEFORE);
    assertEquals("rejected", outcome(gate.deliver(0, meanwhile)));
    assertEquals("forwarded", outcome(gate.deliver(1, gate.call(AFTER))));

    standby.promote();
    line.lead(standby.address());

    eventuallyLong(() -> isLive(0) && isLive(1));
    banEverywhere(AFTER);
    for (int node = 0; node < 2; node++) {
      assertOutcomes(node, "rejected", BEFORE, LAST, AFTER);
    }
    assertEquals(loads, loads(0) + loads(1), "one history, by the log");
    eventuallyLong(() -> records(meanwhile).equals(List.of("rejected")));
  }

  /** What only the primary had is gone, and no node goes on enforcing it. */
  @Test
  void nodesNoticeWhatTheStandbyLackedAndLoad() {
    eventuallyLong(() -> isThere(BEFORE));
    standby.stopReceiving();
    banEverywhere(LAST);
    assertOutcomes(0, "rejected", LAST);
    double loads = loads(0) + loads(1);
    primary.kill();

    standby.promote();
    line.lead(standby.address());

    // The first that is written is confirmed by nodes of this history only, which lack the last.
    banEverywhere(AFTER);
    for (int node = 0; node < 2; node++) {
      assertOutcomes(node, "rejected", BEFORE, AFTER);
      assertOutcomes(node, "forwarded", LAST);
    }
    assertTrue(loads(0) + loads(1) >= loads + 2);
    eventuallyLong(() -> isLive(0) && isLive(1));
  }

  private boolean isThere(String number) {
    try (TestStore reading = new TestStore(standby.address())) {
      return reading.number("SELECT count(*) FROM ringfence.entry WHERE value = '" + number + "'")
          == 1;
    }
  }

  private List<String> records(SimulatedCall call) {
    try (TestStore reading = new TestStore(standby.address())) {
      return reading.query(
          "SELECT outcome FROM ringfence.call_record WHERE call_control_id = '"
              + call.callControlId()
              + "'");
    }
  }

  /**
   * As soon as the database takes it and both nodes have told it that they live; until then a wait
   * names the one that has not.
   */
  private void banEverywhere(String number) {
    eventuallyLong(
        () -> {
          HttpResponse<String> answer = ban(0, number, "?wait=10s");
          return answer.statusCode() != 503 && isEverywhere(answer);
        });
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

  private static boolean isEverywhere(HttpResponse<String> answer) {
    assertTrue(answer.statusCode() / 100 == 2, answer.body());
    JsonObject effective = new JsonObject(answer.body()).getJsonObject("effective");
    return effective.getInteger("confirmed") == 2 && effective.getJsonArray("silent").isEmpty();
  }

  private void assertOutcomes(int node, String outcome, String... callers) {
    for (String caller : callers) {
      assertEquals(outcome, outcome(gate.deliver(node, gate.call(caller))), "node " + node);
    }
  }

  private static String outcome(HttpResponse<String> answer) {
    return answer.headers().firstValue("ringfence-outcome").orElse("none");
  }

  private boolean isLive(int node) {
    return gate.metric(node, "ringfence_index_freshness{is=\"live\"}") == 1;
  }

  private double loads(int node) {
    return gate.metric(node, "ringfence_sync_loads_total");
  }
}
