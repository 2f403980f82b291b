package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The tables do not hold what they count, and the operator decides. */
@TestMethodOrder(OrderAnnotation.class)
class LoadFaultIT {
  private static final String BANNED = "+15005550010";

  private static GatewayFixture gate;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running("RINGFENCE_OPS_HOST", "0.0.0.0");
    gate.ban(BANNED);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @Test
  @Order(0)
  void aLoginThatSeesNoRowsIsNamedInHealth() {
    gate.sql(
        "CREATE ROLE sees_nothing LOGIN PASSWORD 'x';"
            + "GRANT USAGE ON SCHEMA ringfence TO sees_nothing;"
            + "GRANT SELECT ON ALL TABLES IN SCHEMA ringfence TO sees_nothing;"
            + "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ringfence TO sees_nothing");
    String url = gate.url(gate.database.port()).replaceFirst("//[^@]*@", "//sees_nothing:x@");
    try {
      gate.startNode("RINGFENCE_DATABASE_FOLLOW_URL", url);

      GatewayFixture.eventuallyLong(
          () -> gate.get(gate.ops(1, "/health/ready")).body().contains("row-level security"));
    } finally {
      gate.stopNode(1);
      gate.sql("DROP OWNED BY sees_nothing; DROP ROLE sees_nothing");
    }
  }

  @Test
  @Order(1)
  void aReloadPutsTheSameListInForce() {
    HttpResponse<String> answer = reload("");

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(
        new JsonObject().put("status", "in_force").put("entries", 1).put("before", 1),
        new JsonObject(answer.body()));
    assertEquals("ok", gate.check(0, "load").getString("status"));
    assertTrue(gate.metric(0, "ringfence_sync_loads_total") >= 2);
  }

  @Test
  @Order(2)
  void oneThatDisagreesIsHeldBackAndTheBanStaysInForceUntilItIsAccepted() {
    gate.sql(
        "BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM ringfence.entry; COMMIT");

    HttpResponse<String> refused = reload("");

    assertEquals(409, refused.statusCode(), refused.body());
    assertEquals("degraded", gate.check(0, "load").getString("status"));
    assertTrue(gate.check(0, "load").getString("what_to_do").contains("/reload?accept=true"));
    assertEquals(1, gate.metric(0, "ringfence_sync_held_back_total"));
    gate.deliver(gate.call(BANNED));
    assertEquals(1, gate.telnyx.commands().size());

    HttpResponse<String> accepted = reload("?accept=true");

    assertEquals(200, accepted.statusCode(), accepted.body());
    // The list shrank by more than half: that is said until the next load.
    assertTrue(gate.check(0, "load").getString("what_to_do").contains("shrank from 1 to 0"));
    reload("?accept=true");
    assertEquals("ok", gate.check(0, "load").getString("status"));
  }

  @Test
  @Order(3)
  void onlyTheNodesOwnMachineMayAsk() throws SocketException {
    Optional<InetAddress> outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findAny();
    assumeTrue(outside.isPresent(), "this machine has the loopback address only");

    HttpResponse<String> answer =
        post(
            URI.create(
                "http://%s:%d/reload?accept=true"
                    .formatted(outside.get().getHostAddress(), gate.nodes.get(0).ports().ops())));

    assertEquals(403, answer.statusCode());
  }

  private static HttpResponse<String> reload(String query) {
    return post(gate.ops("/reload" + query));
  }

  private static HttpResponse<String> post(URI where) {
    return gate.send(
        HttpRequest.newBuilder(where).POST(HttpRequest.BodyPublishers.noBody()).build());
  }
}
