package io.ringfence;

import static io.ringfence.GatewayFixture.API_KEY;
import static io.ringfence.GatewayFixture.SECRETS_KEY;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.ReceivedCommand;
import io.ringfence.standin.SimulatedCall;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each account's calls are rejected with its own API key, which lies sealed in the database. */
class SealedKeysIT {
  private static final String BANNED = "+15005550006";
  private static final String SECOND_API_KEY = "KEY-of-the-second-account";
  private static final String THIRD_API_KEY = "KEY-of-the-third-account";
  private static final String OTHER_KEY = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

  /** Under which nothing is sealed, and which never takes the place of the database's. */
  private static final String NO_ONES_KEY = "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M=";

  private static GatewayFixture gate;

  @BeforeAll
  static void aNodeWithTwoAccounts() {
    gate = GatewayFixture.running();
    gate.sql(
        "INSERT INTO ringfence.entry (organisation_id, kind, value, reason) SELECT id, 'phone', '"
            + BANNED
            + "', 'test' FROM ringfence.organisation WHERE slug = 'default'");
    account("second", SECRETS_KEY, SECOND_API_KEY);
    eventuallyRejects(0, "/second", SECOND_API_KEY);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @AfterEach
  void stopOtherNodes() {
    while (gate.nodes.size() > 1) {
      gate.stopNode(1);
    }
  }

  /** An account of the default organisation with a line of its own, and a sealed key or none. */
  private static void account(String slug, String secretsKey, String apiKey) {
    gate.sql(
        "SET search_path = ringfence;"
            + "INSERT INTO account (organisation_id, slug, public_keys) SELECT id, '"
            + slug
            + "', '{"
            + gate.key.publicKey()
            + "}' FROM organisation WHERE slug = 'default';"
            + "INSERT INTO line (organisation_id, account_id, upstream_url)"
            + " SELECT organisation_id, id, '"
            + gate.voice.webhook()
            + "' FROM account WHERE slug = '"
            + slug
            + "'");
    if (apiKey != null) {
      gate.storeApiKey(slug, secretsKey, apiKey);
    }
  }

  /** Delivers a banned call of an account; the stand-in takes that account's API key only. */
  private static String outcome(int node, String account, String apiKey) {
    return deliver(node, account, apiKey).headers().firstValue("ringfence-outcome").orElse("none");
  }

  private static HttpResponse<String> deliver(int node, String account, String apiKey) {
    SimulatedCall call = gate.call(BANNED);
    gate.telnyx.knows(call, apiKey);
    URI webhook = URI.create(gate.webhook(node) + account);
    return gate.send(gate.signed(webhook, call.initiated(1, "test").getBytes()).build());
  }

  private static void eventuallyRejects(int node, String account, String apiKey) {
    eventually(() -> outcome(node, account, apiKey).equals("rejected"));
  }

  private static JsonObject sealedKeys(int node) {
    JsonObject ready = new JsonObject(gate.get(gate.ops(node, "/health/ready")).body());
    return ready.getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("name").equals("sealed_keys"))
        .findFirst()
        .orElseThrow();
  }

  private static void start(String... overrides) {
    assertTrue(gate.startNode(overrides).awaitLoaded(30, TimeUnit.SECONDS));
  }

  @Test
  void rejectsEachAccountsCallsWithItsOwnKey() {
    assertEquals("rejected", outcome(0, "/second", SECOND_API_KEY));
    assertEquals("rejected", outcome(0, "", API_KEY));
    List<ReceivedCommand> commands = gate.telnyx.commands();
    assertEquals(
        "Bearer " + API_KEY, commands.get(commands.size() - 1).headers().get("Authorization"));
    assertEquals("reject_failed", outcome(0, "/second", API_KEY), "the stand-in looks at the key");
  }

  @Test
  void oneAccountsSuccessDoesNotHideAnothersFailures() {
    account("refused", SECRETS_KEY, SECOND_API_KEY);
    eventuallyRejects(0, "/refused", SECOND_API_KEY);
    assertEquals("reject_failed", outcome(0, "/refused", THIRD_API_KEY));

    assertEquals("rejected", outcome(0, "", API_KEY));

    String whatToDo = gate.check(0, "reject_command").getString("what_to_do");
    assertTrue(whatToDo.contains("refused ("), whatToDo);
    assertTrue(whatToDo.contains("the api_key of each"), whatToDo);
    assertFalse(whatToDo.contains("default"), whatToDo);
    assertEquals("rejected", outcome(0, "/refused", SECOND_API_KEY));
    assertFalse(gate.check(0, "reject_command").encode().contains("refused ("));
  }

  @Test
  void namesTheAccountsThatHaveALineAndNoKey() {
    assertEquals("ok", gate.check(0, "telnyx_api_key").getString("status"));

    account("keyless", null, null);

    eventually(() -> gate.check(0, "telnyx_api_key").encode().contains("of keyless. Set the api"));
    gate.storeApiKey("keyless", SECRETS_KEY, THIRD_API_KEY);
    eventually(() -> gate.check(0, "telnyx_api_key").getString("status").equals("ok"));
  }

  @Test
  void rejectsWithANewKeyOnceItIsStored() {
    account("changing", SECRETS_KEY, SECOND_API_KEY);
    eventuallyRejects(0, "/changing", SECOND_API_KEY);

    gate.storeApiKey("changing", SECRETS_KEY, THIRD_API_KEY);

    eventuallyRejects(0, "/changing", THIRD_API_KEY);
  }

  @Test
  void aNodeThatCannotOpenOneSaysSoAndServesTheOthers() {
    account("foreign", OTHER_KEY, THIRD_API_KEY);
    eventually(() -> sealedKeys(0).encode().contains("foreign"));

    JsonObject check = sealedKeys(0);

    assertEquals("degraded", check.getString("status"));
    assertFalse(check.encode().contains("second"), check.encode());
    assertTrue(check.getString("what_to_do").contains("secrets.previous_key"), check.encode());
    int before = gate.voice.received().size();
    assertEquals("reject_failed", outcome(0, "/foreign", THIRD_API_KEY));
    assertEquals(before, gate.voice.received().size(), "a banned call was forwarded");
    assertEquals("rejected", outcome(0, "/second", SECOND_API_KEY));
    assertEquals("rejected", outcome(0, "", API_KEY));
  }

  @Test
  void aNodeWithAnotherKeyRejectsWithWhatIsConfigured() {
    start("RINGFENCE_SECRETS_KEY", NO_ONES_KEY);

    assertEquals("reject_failed", outcome(1, "/second", SECOND_API_KEY));
    assertEquals("rejected", outcome(1, "", API_KEY));
    assertEquals("degraded", sealedKeys(1).getString("status"));
    assertTrue(
        gate.get(gate.ops(1, "/health/ready")).body().contains("This node's secrets.key is not"));
  }

  @Test
  void theKeyIsReplacedByWayOfThePreviousOne() {
    start("RINGFENCE_SECRETS_KEY", OTHER_KEY, "RINGFENCE_SECRETS_PREVIOUS_KEY", SECRETS_KEY);

    assertEquals("rejected", outcome(1, "/second", SECOND_API_KEY));
    account("third", OTHER_KEY, THIRD_API_KEY);
    eventuallyRejects(1, "/third", THIRD_API_KEY);
    assertFalse(sealedKeys(1).encode().contains("second"), sealedKeys(1).encode());
    String ready = gate.get(gate.ops(1, "/health/ready")).body();
    assertFalse(ready.contains("This node's secrets.key is not"), ready);
  }

  @Test
  void neitherTheAuditNorHealthNorTheMetricsShowAKey() {
    String sealed =
        gate.rows(
                "SELECT encode(api_key_sealed, 'hex') FROM ringfence.account WHERE slug = 'second'")
            .get(0);

    List<String> audit =
        gate.rows(
            "SELECT d.detail::text FROM ringfence.audit_detail d JOIN ringfence.audit_log l"
                + " USING (organisation_id, seq) JOIN ringfence.account a"
                + " ON l.target = 'account:' || a.public_id WHERE a.slug = 'second'");

    assertEquals(2, audit.size(), "it was made, and its key stored");
    String shown =
        audit + gate.get(gate.ops("/health/ready")).body() + gate.get(gate.ops("/metrics")).body();
    for (String secret : List.of(sealed, SECOND_API_KEY, "sealed\":", "api_key_sealed")) {
      assertFalse(shown.contains(secret), secret);
    }
  }
}
