package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that talk to a running gateway. */
class CommandLineIT {
  private static GatewayFixture gate;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @Test
  void bansAndUnbansACaller() throws Exception {
    Jar.Ended ban = cli("ban", "(500) 555-0031", "--reason", "Rings at night");

    assertEquals(0, ban.code(), ban.printed());
    assertTrue(ban.printed().startsWith("created: ban "), ban.printed());
    assertTrue(ban.printed().contains("+15005550031"), ban.printed());
    assertEquals("rejected", outcomeOfACallFrom("+15005550031"));

    Jar.Ended unban = cli("unban", "+1 500 555 0031");

    assertEquals(0, unban.code(), unban.printed());
    assertEquals("forwarded", outcomeOfACallFrom("+15005550031"));
  }

  @Test
  void bansARangeUntilItsEnd() throws Exception {
    Jar.Ended ban = cli("ban", "+4420", "--prefix", "--reason", "x", "--for", "30d", "--json");

    assertEquals(0, ban.code(), ban.printed());
    JsonObject entry = new JsonObject(ban.printed());
    assertEquals("phone_prefix", entry.getString("kind"));
    assertTrue(entry.getString("until").endsWith("Z"));
    Jar.Ended unban = cli("unban", "+4420", "--prefix", "--json");
    assertEquals(0, unban.code(), unban.printed());
    assertNotNull(new JsonArray(unban.printed()).getJsonObject(0).getString("lifted_at"));
  }

  @Test
  void bansAndUnbansWhateverItLooksLike() throws Exception {
    for (String[] one :
        new String[][] {
          {"Zoë <Eve@Example.org>", "email eve@example.org"},
          {"@spam.example", "email domain spam.example"},
          {"203.0.113.0/24", "ip 203.0.113.0/24"},
          {"2001:DB8::7", "ip 2001:db8::7"},
        }) {
      Jar.Ended ban = cli("ban", one[0], "--reason", "x", "--channels", "chat,sms", "--json");
      Jar.Ended unban = cli("unban", one[0], "--reason", "was a mistake");

      assertEquals(0, ban.code(), ban.printed());
      assertEquals(
          new JsonArray().add("chat").add("sms"),
          new JsonObject(ban.printed()).getJsonArray("channels"));
      assertEquals(0, unban.code(), unban.printed());
      assertTrue(unban.printed().contains(" on " + one[1]), unban.printed());
    }
  }

  @Test
  void bansAVisitorIdOnlyWhereItIsSaidToBeOne() throws Exception {
    Jar.Ended ban = cli("ban", "c0ffee", "--kind", "visitor_id", "--reason", "x");

    assertEquals(0, ban.code(), ban.printed());
    assertEquals(1, cli("unban", "c0ffee").code());
    assertEquals(0, cli("unban", "c0ffee", "--kind", "visitor_id").code());
    assertEquals(2, cli("ban", "c0ffee", "--kind", "cookie", "--reason", "x").code());
    assertEquals(2, cli("unban", "+4420", "--prefix", "--kind", "phone").code());
  }

  @Test
  void aCountryIsBannedOnlyWithAConfirmation() throws Exception {
    Jar.Ended refused = cli("ban", "GB", "--reason", "x");
    Jar.Ended confirmed = cli("ban", "GB", "--reason", "x", "--confirm", "--observe");
    Jar.Ended unban = cli("unban", "gb");

    assertEquals(1, refused.code());
    assertTrue(refused.printed().contains("This holds a whole country."), refused.printed());
    assertEquals(0, confirmed.code(), confirmed.printed());
    assertTrue(confirmed.printed().contains("country GB"), confirmed.printed());
    assertEquals(0, unban.code(), unban.printed());
  }

  @Test
  void makesListsAndRevokesAKey() throws Exception {
    Jar.Ended add = cli("key", "add", "Help desk", "--permission", "bans:read", "bans:write");

    assertEquals(0, add.code(), add.printed());
    String[] lines = add.printed().strip().split("\n");
    String key = lines[lines.length - 1];
    assertTrue(key.matches("rf_[A-Za-z0-9]{43}"), add.printed());
    String id = lines[lines.length - 2].replaceFirst(":.*", "");
    assertEquals(200, bansSeenWith(key));
    Jar.Ended list = cli("key", "list", "--json");
    assertEquals(0, list.code(), list.printed());
    assertTrue(list.printed().contains(id), list.printed());
    assertFalse(list.printed().contains(key));

    Jar.Ended revoke = cli("key", "revoke", id);

    assertEquals(0, revoke.code(), revoke.printed());
    assertEquals(401, bansSeenWith(key));
    assertFalse(cli("key", "list").printed().contains(id));
    assertEquals(1, cli("key", "revoke", "key_nobody").code());
  }

  private static int bansSeenWith(String key) {
    return gate.send(
            GatewayFixture.asAdmin(gate.api("/v1/bans"))
                .setHeader("Authorization", "Bearer " + key)
                .build())
        .statusCode();
  }

  @Test
  void saysWhatIsWrongWithAKey() throws Exception {
    assertEquals(2, cli("key").code());
    assertEquals(2, cli("key", "add", "x").code());
    Jar.Ended unknown = cli("key", "add", "x", "--permission", "everything");
    assertEquals(1, unknown.code(), unknown.printed());
    assertTrue(unknown.printed().contains("/permissions/0"), unknown.printed());
    Jar.Ended itself = cli("key", "revoke", "rf_0123456789_0123456789_0123456789_0123");
    assertEquals(2, itself.code(), itself.printed());
    assertFalse(itself.printed().contains("rf_0123456789"), itself.printed());
  }

  @Test
  void saysWhyANumberCannotBeBanned() throws Exception {
    Jar.Ended ban = cli("ban", "911", "--reason", "x");

    assertEquals(1, ban.code());
    assertEquals(1, ban.printed().strip().lines().count(), ban.printed());
    assertTrue(ban.printed().contains("/value"), ban.printed());
  }

  @Test
  void saysThatNothingIsBanned() throws Exception {
    Jar.Ended unban = cli("unban", "+15005550039");

    assertEquals(1, unban.code());
    assertTrue(unban.printed().contains("no ban stands on"), unban.printed());
  }

  @Test
  void saysThatTheKeyIsWrong() throws Exception {
    Jar.Ended ban =
        new Jar(
                dir,
                Map.of(
                    "RINGFENCE_CLI_URL",
                    gate.api("").toString(),
                    "RINGFENCE_CLI_KEY",
                    "rf_wrong_wrong_wrong_wrong_wrong_wrong"))
            .run("ban", "+15005550032", "--reason", "x");

    assertEquals(1, ban.code(), ban.printed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "http://127.0.0.1:99999", "ftp://127.0.0.1", "http://a b"})
  void anAddressThatIsNoneIsAUsageError(String url) throws Exception {
    Jar.Ended ban = cli("ban", "+15005550032", "--reason", "x", "--url", url);

    assertEquals(2, ban.code(), ban.printed());
    assertEquals(1, ban.printed().strip().lines().count(), ban.printed());
    assertTrue(ban.printed().contains(url), ban.printed());
  }

  @Test
  void whateverIsNoGatewayIsNotTakenForOne() throws Exception {
    HttpServer other =
        GatewayFixture.await(
            gate.vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end("<html>It works!</html>"))
                .listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:" + other.actualPort();

    Jar.Ended ban = cli("ban", "+15005550032", "--reason", "x", "--url", url);
    Jar.Ended unban = cli("unban", "+15005550032", "--url", url);

    assertEquals(1, ban.code(), ban.printed());
    assertTrue(ban.printed().contains("does not answer as a gateway"), ban.printed());
    assertEquals(ban.printed(), unban.printed());
  }

  @Test
  void aKeyIsNeverPrinted() throws Exception {
    Jar.Ended ban = cli("ban", "+15005550032", "--reason", "x", "--key", "rf_hidden\nrf_hidden");

    assertEquals(2, ban.code(), ban.printed());
    assertFalse(ban.printed().contains("hidden"), ban.printed());
  }

  @Test
  void aRateThatIsNoneIsAUsageError() throws Exception {
    assertEquals(2, cli("simulate", "--from", "+1", "--to", "+1", "--rate", "NaN").code());
  }

  @Test
  void simulatesCallsAndSaysWhatBecameOfEach() throws Exception {
    Path key = dir.resolve("key");
    gate.key.write(key);
    gate.ban("+15005550033");

    Jar.Ended simulate =
        cli(
            "simulate",
            "--from",
            "+15005550033",
            "--to",
            GatewayFixture.LINE,
            "--count",
            "5",
            "--rate",
            "50",
            "--url",
            gate.webhook(0).toString(),
            "--signing-key",
            key.toString());

    assertEquals(0, simulate.code(), simulate.printed());
    assertEquals(6, simulate.printed().strip().lines().count(), simulate.printed());
    assertTrue(simulate.printed().contains("5 rejected"), simulate.printed());
  }

  @ParameterizedTest
  @CsvSource({"--texml, /texml, 1 rejected", "--sms, '', 1 blocked"})
  void simulatesOtherThingsThanCalls(String which, String path, String outcome) throws Exception {
    Path key = dir.resolve("key" + which);
    gate.key.write(key);
    gate.ban(banned(which));

    Jar.Ended simulate =
        cli(
            "simulate",
            which,
            "--from",
            banned(which),
            "--to",
            GatewayFixture.LINE,
            "--url",
            gate.webhook(0) + path,
            "--signing-key",
            key.toString());

    assertEquals(0, simulate.code(), simulate.printed());
    assertTrue(simulate.printed().contains(outcome), simulate.printed());
    assertEquals(2, cli("simulate", "--texml", "--sms", "--from", "+1", "--to", "+1").code());
  }

  private static String banned(String which) {
    return which.equals("--sms") ? "+15005550034" : "+15005550035";
  }

  @Test
  void makesChangesAndRemovesAnOrganisation() throws Exception {
    Jar.Ended added = cli("organisation", "add", "Second Ltd", "--region", "GB", "--json");
    Jar.Ended changed = cli("organisation", "change", "second-ltd", "--observe");
    Jar.Ended listed = cli("organisation", "list", "--search", "second");
    Jar.Ended shown = cli("organisation", "show", "second-ltd");
    Jar.Ended removed = cli("organisation", "remove", "second-ltd");
    Jar.Ended gone = cli("organisation", "show", "second-ltd");

    assertEquals(0, added.code(), added.printed());
    JsonObject organisation = new JsonObject(added.printed());
    assertEquals("second-ltd", organisation.getString("slug"));
    assertEquals("GB", organisation.getString("default_region"));
    assertEquals(0, changed.code(), changed.printed());
    assertTrue(changed.printed().contains("observed only"), changed.printed());
    assertEquals(1, listed.printed().strip().lines().count(), listed.printed());
    assertTrue(listed.printed().contains(organisation.getString("id")), listed.printed());
    assertTrue(shown.printed().contains("Second Ltd"), shown.printed());
    assertEquals(0, removed.code(), removed.printed());
    assertEquals(1, gone.code(), gone.printed());
    assertEquals(1, gone.printed().strip().lines().count(), gone.printed());
  }

  @Test
  void anOrganisationIsNothingToDoByItself() throws Exception {
    assertEquals(2, cli("organisation").code());
  }

  private static String outcomeOfACallFrom(String number) {
    return gate.deliver(gate.call(number)).headers().firstValue("ringfence-outcome").orElse("none");
  }

  private Jar.Ended cli(String... arguments) throws Exception {
    return new Jar(
            dir,
            Map.of(
                "RINGFENCE_CLI_URL",
                gate.api("").toString(),
                "RINGFENCE_CLI_KEY",
                GatewayFixture.ADMIN_KEY))
        .run(arguments);
  }
}
