package io.ringfence;

import static io.ringfence.GatewayFixture.ADMIN_KEY;
import static io.ringfence.GatewayFixture.asAdmin;
import static io.ringfence.GatewayFixture.eventually;
import static io.ringfence.GatewayFixture.eventuallyLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The brake of a whole gateway, by HTTP and by the command line. */
class ObserveIT {
  private static final String BANNED = "+15005550006";
  private static final String TOKEN = "0123456789-of-the-operators";

  @TempDir Path dir;

  private final GatewayFixture gate =
      new GatewayFixture("RINGFENCE_OPS_TOKEN", TOKEN, "RINGFENCE_OPS_HOST", "0.0.0.0");
  private final TcpProxy proxy = gate.behindProxy();
  private final Path directory = gate.temporary();

  @BeforeEach
  void aNodeWithABan() {
    assertTrue(start().awaitLoaded(60, TimeUnit.SECONDS));
    gate.ban(BANNED);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void turnsRejectingOffAndOnAgain() {
    assertEquals("rejected", outcome());

    assertEquals(200, post("{\"on\":true}").statusCode());

    assertEquals("forwarded", outcome());
    assertFalse(isBlocked());
    assertTrue(health().contains("ringfence observe off"), health());
    assertTrue(metrics().contains("ringfence_observe{scope=\"node\"} 1.0"));
    assertEquals(200, post("{\"on\":false}").statusCode());
    assertEquals("rejected", outcome());
    assertTrue(isBlocked());
    assertFalse(health().contains("ringfence observe off"));
  }

  @Test
  void turnsItOffForOneOrganisationOnly() {
    gate.sql("INSERT INTO ringfence.organisation (slug, name) VALUES ('other', 'Other')");
    eventually(() -> post("{\"on\":true,\"organisation\":\"other\"}").statusCode() == 200);

    assertEquals("rejected", outcome());
    assertTrue(metrics().contains("ringfence_observe{scope=\"organisation\"} 1.0"));
    assertEquals(200, post("{\"on\":true,\"organisation\":\"default\"}").statusCode());
    assertEquals("forwarded", outcome());
    assertFalse(isBlocked());
    assertEquals(422, post("{\"on\":true,\"organisation\":\"nobody\"}").statusCode());
    JsonObject status = new JsonObject(gate.get(gate.ops("/observe")).body());
    assertFalse(status.getBoolean("on"));
    assertEquals(2, status.getJsonArray("organisations").size(), status.encode());
  }

  @Test
  void anObservedEntryNotesWhatItWouldHaveStopped() {
    String tried = "+15005550007";
    JsonObject entry =
        new JsonObject()
            .put("kind", "phone")
            .put("value", tried)
            .put("reason", "Tried out first")
            .put("observe", true);
    assertEquals(
        201,
        gate.send(
                asAdmin(gate.api("/v1/bans?wait=2s"))
                    .POST(HttpRequest.BodyPublishers.ofString(entry.encode()))
                    .build())
            .statusCode());

    String outcome = gate.deliver(gate.call(tried)).headers().firstValue("ringfence-outcome").get();

    assertEquals("forwarded", outcome);
    eventually(
        () ->
            gate.rows(
                    "SELECT c.reason, c.observed, h.hits FROM ringfence.call_record c"
                        + " JOIN ringfence.entry_hit h USING (organisation_id, entry_id)"
                        + " WHERE c.from_number = '"
                        + tried
                        + "'")
                .equals(List.of("ban_phone t 1")));
  }

  @Test
  void endsByItself() {
    post("{\"on\":true,\"for\":\"1s\"}");

    eventually(() -> outcome().equals("rejected"));
  }

  @Test
  void worksAndSurvivesARestartWithoutADatabaseAndIsAuditedOnceItIsBack() {
    proxy.cut();
    assertEquals(200, post("{\"on\":true,\"by\":\"alice\"}").statusCode());
    gate.stopNode(0);

    start();

    assertEquals("forwarded", outcome());
    post("{\"on\":false}");
    post("{\"on\":true,\"organisation\":\"default\",\"for\":\"1h\"}");
    assertEquals(3, new JsonObject(gate.get(gate.ops("/observe")).body()).getInteger("unaudited"));
    proxy.mend();
    String audit =
        "SELECT action, actor, organisation_id FROM ringfence.audit_log WHERE action LIKE 'observe.%'"
            + " ORDER BY at, organisation_id, seq";
    eventuallyLong(() -> gate.rows(audit).size() == 3);
    assertEquals(
        List.of("observe.on ops:alice 0", "observe.off ops:unknown 0", "observe.on ops:unknown 1"),
        gate.rows(audit));
    assertEquals(
        List.of("0", "1"),
        gate.rows(
            "SELECT o FROM (VALUES (0), (1)) v (o) WHERE ringfence.audit_broken_at(o) IS NULL"));
    eventually(
        () -> new JsonObject(gate.get(gate.ops("/observe")).body()).getInteger("unaudited") == 0);
  }

  @Test
  void anotherMachineNeedsTheToken() {
    URI outside = outside();

    assertEquals(401, send(request(outside, "{\"on\":true}")).statusCode());
    assertEquals(
        401,
        send(request(outside, "{\"on\":true}").header("Authorization", "Bearer wrong"))
            .statusCode());
    assertEquals(401, send(HttpRequest.newBuilder(outside)).statusCode());
    assertEquals("rejected", outcome());

    HttpResponse<String> admitted =
        send(request(outside, "{\"on\":true}").header("Authorization", "Bearer " + TOKEN));

    assertEquals(200, admitted.statusCode(), admitted.body());
    assertEquals("forwarded", outcome());
  }

  @Test
  void withoutATokenOnlyThisMachineMay() {
    gate.stopNode(0);
    gate.startIn(directory, Gateway.Extras.NONE, "RINGFENCE_OPS_TOKEN", "");

    HttpResponse<String> refused = send(request(outside(), "{\"on\":true}"));

    assertEquals(403, refused.statusCode());
    assertEquals(
        "application/problem+json", refused.headers().firstValue("content-type").orElse(""));
    assertEquals(200, post("{\"on\":true}").statusCode());
    URI ready = outside().resolve("/health/ready");
    eventually(() -> send(HttpRequest.newBuilder(ready)).statusCode() == 200);
  }

  @Test
  void whoeverSpeaksForOthersIsNotThisMachine() {
    assertEquals(
        401,
        send(request(gate.ops("/observe"), "{\"on\":true}").header("X-Forwarded-For", "192.0.2.1"))
            .statusCode());
    HttpRequest form =
        HttpRequest.newBuilder(gate.ops("/observe"))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{\"on\":true}"))
            .build();
    assertEquals(415, gate.send(form).statusCode());
    assertEquals("rejected", outcome());
  }

  @Test
  void refusesWhatItCannotRead() {
    assertEquals(400, post("[]").statusCode());
    assertEquals(400, post("{\"on\":").statusCode());
    assertEquals(400, post("").statusCode());
    HttpResponse<String> unknown = post("{\"on\":true,\"organization\":\"default\"}");
    assertEquals(422, unknown.statusCode());
    assertEquals(
        "/organization",
        new JsonObject(unknown.body())
            .getJsonArray("errors")
            .getJsonObject(0)
            .getString("pointer"));
    assertEquals(413, post("{\"by\":\"" + "x".repeat(20_000) + "\"}").statusCode());
    assertEquals("rejected", outcome());
  }

  @Test
  void theCommandLinePullsIt() throws Exception {
    Jar.Ended on = cli("observe", "on", "--for", "1h");
    assertEquals(0, on.code(), on.printed());
    assertTrue(on.printed().startsWith("rejecting is off on this node, until 20"), on.printed());
    assertEquals("forwarded", outcome());

    Jar.Ended status = cli("observe", "status", "--json");
    assertEquals(0, status.code(), status.printed());
    assertTrue(new JsonObject(status.printed()).getBoolean("on"));

    Jar.Ended off = cli("observe", "off");
    assertEquals(0, off.code(), off.printed());
    assertEquals("rejecting is on", off.printed().strip());
    assertEquals("rejected", outcome());

    Jar.Ended one = cli("observe", "on", "--organisation", "default");
    assertTrue(one.printed().contains("rejecting is off for default"), one.printed());
    assertEquals(1, cli("observe", "on", "--organisation", "nobody").code());
    assertEquals(2, cli("observe", "off", "--for", "1h").code());
    assertEquals(2, cli("observe", "maybe").code());
  }

  private Gateway start() {
    return gate.startIn(directory, Gateway.Extras.NONE);
  }

  private String outcome() {
    return gate.deliver(gate.call(BANNED)).headers().firstValue("ringfence-outcome").orElse("none");
  }

  private boolean isBlocked() {
    HttpRequest check =
        HttpRequest.newBuilder(gate.api("/v1/checks"))
            .header("Authorization", "Bearer " + ADMIN_KEY)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"phone\":\"" + BANNED + "\"}"))
            .build();
    return new JsonObject(gate.send(check).body()).getBoolean("blocked");
  }

  private String health() {
    return gate.get(gate.ops("/health/ready")).body();
  }

  private String metrics() {
    return gate.get(gate.ops("/metrics")).body();
  }

  private HttpResponse<String> post(String body) {
    return send(request(gate.ops("/observe"), body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return gate.send(request.build());
  }

  private static HttpRequest.Builder request(URI uri, String body) {
    return HttpRequest.newBuilder(uri)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  /** The same listener by an address of this machine that is not the loopback's. */
  private URI outside() {
    try {
      InetAddress address =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
              .findAny()
              .orElse(null);
      assumeTrue(address != null, "this machine has no other address");
      return URI.create(
          "http://" + address.getHostAddress() + ":" + gate.ops("").getPort() + "/observe");
    } catch (SocketException unknown) {
      throw new AssertionError(unknown);
    }
  }

  private Jar.Ended cli(String... arguments) throws Exception {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = gate.ops("").toString();
    return new Jar(dir, Map.of()).run(all);
  }
}
