package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, to what, and for whom. */
final class AccessIT {
  private static TestApi api;
  private static String reader;
  private static String writer;
  private static String checker;

  @BeforeAll
  static void start() {
    api = new TestApi();
    reader = api.organisation("acme", "bans:read");
    writer = api.addKey("acme", "writer", null, "bans:write");
    checker = api.addKey("acme", "checker", null, "checks");
    api.addKey("acme", "admin", null, "admin");
    api.addKey("acme", "helper", null, "bans:write", "act_as");
    api.organisation("other", "bans:read");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void backToNow() {
    api.later = Duration.ZERO;
  }

  private static JsonObject check() {
    return new JsonObject().put("phone", "+14155552671");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic cmY6eA==",
        "Bearer",
        "Bearer rf_short",
        "Bearer rf_with-dash_0123456789abcdef0123456789abcdef",
        "rf_bootstrap_0123456789abcdef0123456789abcdef",
        "Bearer rf_nobody_0123456789abcdef0123456789abcdef",
        "Bearer xx_bootstrap_0123456789abcdef0123456789abcdef"
      })
  void refusesWhatIsNoKey(String authorization) {
    Reply refused = api.get(null, "/v1/bans", "Authorization", authorization);

    assertEquals(401, refused.status());
    assertEquals("Bearer", refused.header("WWW-Authenticate"));
  }

  @Test
  void refusesNoKeyAtAllBeforeItLooksAtTheBody() {
    assertEquals(401, api.get(null, "/v1/bans").status());
    assertEquals(401, api.send(null, "POST", "/v1/bans", "{", "Content-Type", "x/y").status());
  }

  @Test
  void theWordBearerIsWrittenAsOneLikes() {
    assertEquals(200, api.get(null, "/v1/bans", "Authorization", "bearer  " + reader).status());
  }

  @Test
  void refusesAnExpiredKeyByTheCorrectedClock() {
    String key =
        api.addKey("acme", "short-lived", Instant.now().plus(Duration.ofMinutes(1)), "bans:read");
    assertEquals(200, api.get(key, "/v1/bans").status());

    api.later = Duration.ofMinutes(2);

    assertEquals(401, api.get(key, "/v1/bans").status());
  }

  @Test
  void refusesARevokedKey() {
    String key = api.addKey("acme", "revoked", null, "bans:read");
    api.store.sql("UPDATE api_key SET revoked_at = now(), revoked_by = 'x' WHERE name = 'revoked'");
    api.load();

    assertEquals(401, api.get(key, "/v1/bans").status());
  }

  @Test
  void namesThePermissionThatIsMissing() {
    Reply refused = api.post(reader, "/v1/bans", phone("+14155552671"));

    assertEquals(403, refused.status());
    assertTrue(refused.json().getString("detail").contains("bans:write"), refused.text());
  }

  @Test
  void eachPermissionOpensItsOwnDoorOnly() {
    assertEquals(200, api.get(reader, "/v1/bans").status());
    assertEquals(200, api.get(reader, "/v1/allows").status());
    assertEquals(403, api.get(writer, "/v1/bans").status());
    assertEquals(403, api.get(writer, "/v1/allows/1").status());
    assertEquals(403, api.delete(reader, "/v1/bans/1").status());
    assertEquals(403, api.delete(reader, "/v1/allows/1").status());
    assertEquals(403, api.post(reader, "/v1/allows", phone("+14155552671")).status());
    assertEquals(403, api.post(reader, "/v1/checks", check()).status());
    assertEquals(200, api.post(checker, "/v1/checks", check()).status());
    assertEquals(403, api.get(checker, "/v1/bans").status());
  }

  @ParameterizedTest
  @CsvSource({"admin", "bootstrap"})
  void anAdministratorMayDoEverything(String name) {
    String key = TestApi.key(name);

    assertEquals(200, api.get(key, "/v1/bans").status());
    assertEquals(404, api.delete(key, "/v1/bans/999999").status());
    assertEquals(200, api.post(key, "/v1/checks", check()).status());
  }

  @Test
  void onlyTheOperatorNamesAnotherOrganisation() {
    String publicId =
        api.store.query("SELECT public_id FROM organisation WHERE slug = 'acme'").get(0);
    List<String> own = List.of("acme", publicId);

    for (String name : own) {
      assertEquals(200, api.get(reader, "/v1/bans", Authentication.ORGANISATION, name).status());
      assertEquals(200, api.get(BOOTSTRAP, "/v1/bans", Authentication.ORGANISATION, name).status());
    }
    for (String name : List.of("other", "default", "nobody", "org_x")) {
      assertEquals(404, api.get(reader, "/v1/bans", Authentication.ORGANISATION, name).status());
      String admin = TestApi.key("admin");
      assertEquals(404, api.get(admin, "/v1/bans", Authentication.ORGANISATION, name).status());
    }
    assertEquals(
        404, api.get(BOOTSTRAP, "/v1/bans", Authentication.ORGANISATION, "nobody").status());
  }

  @Test
  void onlyWhoActsForOthersNamesAPerson() {
    String person = "alice@example.com";

    Reply refused =
        api.post(writer, "/v1/bans", phone("+14155552671"), Authentication.ACTOR, person);
    Reply made =
        api.post(
            TestApi.key("helper"), "/v1/bans", phone("+14155552671"), Authentication.ACTOR, person);

    assertEquals(403, refused.status());
    assertTrue(refused.json().getString("detail").contains("act_as"));
    assertEquals(person, made.json().getString("created_by"));
    assertEquals(
        "helper",
        api.post(TestApi.key("helper"), "/v1/bans", phone("+14155552672"))
            .json()
            .getString("created_by"));
  }

  @Test
  void theAuditKeepsThePersonTheKeyAndTheRequest() {
    Reply made =
        api.post(
            TestApi.key("helper"),
            "/v1/bans",
            phone("+14155552679"),
            Authentication.ACTOR,
            "bob@example.com",
            "X-Request-Id",
            "req-17");

    assertEquals(201, made.status());
    assertEquals(
        List.of("bob@example.com|127.0.0.1|req-17|true"),
        api.store.query(
            "SELECT actor || '|' || address || '|' || request_id || '|' || (actor_key LIKE 'key\\_%')"
                + " FROM audit_log WHERE actor = 'bob@example.com'"));
  }

  @Test
  void refusesANameOfAPersonThatIsTooLongOrNotPrintable() {
    String helper = TestApi.key("helper");

    Reply tooLong =
        api.post(helper, "/v1/bans", phone("+14155552671"), Authentication.ACTOR, "a".repeat(201));
    Reply blank = api.post(helper, "/v1/bans", phone("+14155552671"), Authentication.ACTOR, "\t");

    assertEquals(List.of("/header/Ringfence-Actor"), tooLong.pointers());
    assertEquals(List.of("/header/Ringfence-Actor"), blank.pointers());
  }

  @Test
  void takesOverASaneRequestId() {
    assertEquals(
        "a.B_c-1", api.get(reader, "/v1/bans", "X-Request-Id", "a.B_c-1").header("X-Request-Id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "x\"y", "{}"})
  void makesARequestIdWhereTheGivenOneIsNotSane(String id) {
    String made = api.get(reader, "/nowhere", "X-Request-Id", id).header("X-Request-Id");

    assertNotEquals(id, made);
    assertTrue(made.matches("[A-Za-z0-9._-]{1,64}"), made);
  }

  @Test
  void makesARequestIdWhereTheGivenOneIsTooLong() {
    String id = "x".repeat(65);

    assertNotEquals(id, api.get(reader, "/v1/bans", "X-Request-Id", id).header("X-Request-Id"));
  }

  @Test
  void aNodeThatHasHeardNothingForLongTakesKeysForChecksOnly() {
    api.node.confirmed(api.now());
    api.later = Duration.ofMinutes(5).plusSeconds(30);

    Reply refused = api.get(reader, "/v1/bans");

    assertEquals(503, refused.status());
    assertEquals("1", refused.header("Retry-After"));
    assertEquals(503, api.post(writer, "/v1/bans", phone("+14155552671")).status());
    assertEquals(200, api.post(checker, "/v1/checks", check()).status());
    assertEquals(401, api.post(TestApi.key("nobody"), "/v1/checks", check()).status());
  }

  @Test
  void aNodeThatNeverLoadedTellsNothingAndBlocksNobody() {
    try (TestApi unloaded = new TestApi()) {
      Reply verdict = unloaded.post(TestApi.key("anybody"), "/v1/checks", check());

      assertEquals(200, verdict.status());
      assertFalse(verdict.json().getBoolean("blocked"));
      assertTrue(verdict.json().getBoolean("degraded"));
      assertEquals(401, unloaded.post("rf_short", "/v1/checks", check()).status());
      assertEquals(401, unloaded.post(null, "/v1/checks", check()).status());
      assertEquals(503, unloaded.get(BOOTSTRAP, "/v1/bans").status());
      assertEquals(503, unloaded.post(BOOTSTRAP, "/v1/bans", phone("+14155552671")).status());
      assertEquals(200, unloaded.get(null, "/openapi.yaml").status());
    }
  }
}
