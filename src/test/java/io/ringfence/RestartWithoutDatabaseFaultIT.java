package io.ringfence;

import static io.ringfence.GatewayFixture.ADMIN_KEY;
import static io.ringfence.GatewayFixture.SECRETS_KEY;
import static io.ringfence.GatewayFixture.eventually;
import static io.ringfence.GatewayFixture.eventuallyLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.SimulatedCall;
import io.ringfence.store.PostgresFixture;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL is gone and the node is started: it goes on from what it left on its disk. */
class RestartWithoutDatabaseFaultIT {
  private static final String BANNED = "+15005550006";
  private static final String BANNED_IN_SECOND = "+15005550007";
  private static final String WELCOME = "+15005550010";
  private static final String SECOND_KEY = "rf_second_second_second_second_second_1";
  private static final String SECOND_API_KEY = "KEY-of-the-second-account";
  private static final String UNKNOWN_KEY = "rf_nobody_nobody_nobody_nobody_nobody_1";

  private final GatewayFixture gate =
      new GatewayFixture("RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true");
  private final TcpProxy proxy = gate.behindProxy();
  private final Path directory = gate.temporary();

  @BeforeEach
  void aNodeWithTwoAccountsAndTwoKeys() {
    assertTrue(start().awaitLoaded(60, TimeUnit.SECONDS));
    gate.ban(BANNED);
    gate.sql(
        "SET search_path = ringfence;"
            + "INSERT INTO organisation (slug, name) VALUES ('second', 'Second');"
            + "INSERT INTO account (organisation_id, slug, public_keys) SELECT id, 'second', '{"
            + gate.key.publicKey()
            + "}' FROM organisation WHERE slug = 'second';"
            + "INSERT INTO line (organisation_id, account_id, upstream_url) SELECT o.id, a.id, '"
            + gate.voice.webhook()
            + "' FROM organisation o JOIN account a ON a.organisation_id = o.id"
            + " WHERE o.slug = 'second';"
            + "INSERT INTO api_key (organisation_id, hash, name, permissions) SELECT id, '"
            + sha256(SECOND_KEY)
            + "', 'backend', '{checks,bans:read}' FROM organisation WHERE slug = 'second'");
    gate.storeApiKey("second", SECRETS_KEY, SECOND_API_KEY);
    ban("second", BANNED_IN_SECOND);
    eventually(() -> outcome("/second", BANNED_IN_SECOND).equals("rejected"));
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void servesEveryAccountAndEveryKeyAndThenCatchesUp() {
    gate.stopNode(0);
    proxy.cut();

    start();

    int before = gate.voice.received().size();
    assertEquals("rejected", outcome("", BANNED));
    assertEquals("rejected", outcome("/second", BANNED_IN_SECOND));
    assertEquals(before, gate.voice.received().size(), "a banned call was forwarded");
    assertEquals("forwarded", outcome("", WELCOME));
    assertEquals("forwarded", outcome("/second", BANNED));
    assertChecks(ADMIN_KEY, BANNED, true);
    assertChecks(SECOND_KEY, BANNED_IN_SECOND, true);
    assertChecks(SECOND_KEY, BANNED, false);
    HttpResponse<String> ready = gate.get(gate.ops("/health/ready"));
    assertEquals(200, ready.statusCode(), ready.body());
    assertEquals("degraded", new JsonObject(ready.body()).getString("status"));
    assertTrue(gate.get(gate.ops("/metrics")).body().contains("freshness{is=\"stale\"} 1.0"));

    ban("default", "+15005550008");
    gate.sql(
        "UPDATE ringfence.entry SET lifted_at = now() WHERE value = '" + BANNED_IN_SECOND + "'");
    proxy.mend();

    eventuallyLong(() -> isLive());
    assertEquals("rejected", outcome("", "+15005550008"));
    assertEquals("forwarded", outcome("/second", BANNED_IN_SECOND));
    assertEquals("rejected", outcome("", BANNED));
  }

  @Test
  void anInterruptedNodeGoesOnFromItsLastFile() throws IOException {
    Path other = gate.temporary();
    gate.startIn(other, Gateway.Extras.NONE, "RINGFENCE_DATA_SNAPSHOT_INTERVAL", "100ms");
    eventually(() -> Files.exists(other.resolve("snapshot")));
    gate.ban("+15005550009");
    long size = Files.size(other.resolve("snapshot"));
    eventually(() -> other.resolve("snapshot").toFile().length() > size);
    Path copy = gate.temporary();
    Files.copy(other.resolve("snapshot"), copy.resolve("snapshot"));
    Files.writeString(copy.resolve("snapshot.new"), "half a fil");
    proxy.cut();

    gate.startIn(copy, Gateway.Extras.NONE, "RINGFENCE_DATA_SNAPSHOT_INTERVAL", "100ms");

    SimulatedCall call = gate.call("+15005550009");
    assertEquals("rejected", outcome(gate.deliver(2, call)));
  }

  @Test
  void aDamagedFileIsNotBelieved() throws IOException {
    gate.stopNode(0);
    proxy.cut();
    byte[] file = Files.readAllBytes(directory.resolve("snapshot"));
    file[file.length / 2] ^= 4;
    Files.write(directory.resolve("snapshot"), file);

    start();

    assertEquals("forwarded", outcome("", BANNED), "unchecked, as nothing is loaded");
    assertEquals(503, gate.get(gate.ops("/health/ready")).statusCode());
    proxy.mend();
    eventuallyLong(() -> isLive());
    assertEquals("rejected", outcome("", BANNED));
  }

  @Test
  void theListOfAnotherDatabaseGivesWayToItsOwn() {
    gate.stopNode(0);

    Gateway node =
        gate.startIn(
            directory,
            Gateway.Extras.NONE,
            "RINGFENCE_DATABASE_URL",
            GatewayFixture.url(PostgresFixture.migrated()));

    assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
    assertEquals("forwarded", outcome("", BANNED));
    assertEquals(404, deliver("/second", BANNED_IN_SECOND).statusCode());
    assertEquals(401, check(SECOND_KEY, BANNED).statusCode());
  }

  @Test
  void anOldListLetsKeysCheckAndNothingElse() {
    gate.stopNode(0);
    proxy.cut();
    start();
    assertEquals(401, bans(UNKNOWN_KEY), "no five minutes have passed");
    gate.stopNode(0);
    InstantSource later = () -> InstantSource.system().instant().plusSeconds(400);

    gate.startIn(directory, new Gateway.Extras(false, later));

    assertEquals(503, bans(ADMIN_KEY));
    assertEquals(503, bans(UNKNOWN_KEY));
    assertChecks(ADMIN_KEY, BANNED, true);
    assertEquals(401, check(UNKNOWN_KEY, BANNED).statusCode());
  }

  /** The age is that of the list, not that of the file. */
  @Test
  void restartingAgainMakesAnOldListNoYounger() throws IOException {
    gate.stopNode(0);
    proxy.cut();
    start();
    String asOf = check(ADMIN_KEY, BANNED).body();
    gate.stopNode(0);

    start();

    assertEquals(asOf, check(ADMIN_KEY, BANNED).body());
  }

  private Gateway start() {
    return gate.startIn(directory, Gateway.Extras.NONE);
  }

  private boolean isLive() {
    return gate.get(gate.ops("/metrics")).body().contains("freshness{is=\"live\"} 1.0");
  }

  private void ban(String slug, String number) {
    gate.sql(
        "INSERT INTO ringfence.entry (organisation_id, kind, value, raw, reason) SELECT id, 'phone', '"
            + number
            + "', '', 'test' FROM ringfence.organisation WHERE slug = '"
            + slug
            + "'");
  }

  private String outcome(String account, String from) {
    return outcome(deliver(account, from));
  }

  private static String outcome(HttpResponse<String> answer) {
    return answer.headers().firstValue("ringfence-outcome").orElse("none");
  }

  private HttpResponse<String> deliver(String account, String from) {
    SimulatedCall call = gate.call(from);
    if (account.equals("/second")) {
      gate.telnyx.knows(call, SECOND_API_KEY);
    }
    URI webhook = URI.create(gate.webhook(0) + account);
    return gate.send(gate.signed(webhook, call.initiated(1, "test").getBytes()).build());
  }

  private void assertChecks(String key, String phone, boolean blocked) {
    HttpResponse<String> answer = check(key, phone);
    assertEquals(200, answer.statusCode(), answer.body());
    JsonObject body = new JsonObject(answer.body());
    assertEquals(blocked, body.getBoolean("blocked"), answer.body());
    assertTrue(body.getBoolean("degraded"), answer.body());
    assertFalse(body.getString("as_of").isEmpty());
  }

  private HttpResponse<String> check(String key, String phone) {
    return gate.send(
        HttpRequest.newBuilder(gate.api("/v1/checks"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(new JsonObject().put("phone", phone).encode()))
            .build());
  }

  private int bans(String key) {
    return gate.send(
            HttpRequest.newBuilder(gate.api("/v1/bans"))
                .header("Authorization", "Bearer " + key)
                .build())
        .statusCode();
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (java.security.NoSuchAlgorithmException never) {
      throw new AssertionError(never);
    }
  }
}
