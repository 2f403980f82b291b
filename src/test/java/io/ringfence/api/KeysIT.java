package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys made, listed and revoked through the API. */
final class KeysIT {
  private static final String KEYS = "/v1/api-keys";

  private static TestApi api;
  private static String admin;
  private static int organisations;

  @BeforeAll
  static void start() {
    api = new TestApi();
    admin = api.organisation("acme", "admin");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void backToNow() {
    api.later = Duration.ZERO;
  }

  private static JsonObject asked(String name, String... permissions) {
    return new JsonObject()
        .put("name", name)
        .put("permissions", new JsonArray(List.of(permissions)));
  }

  private static Reply make(String by, String name, String... permissions) {
    Reply made = api.post(by, KEYS, asked(name, permissions));
    assertEquals(201, made.status(), made.text());
    return made;
  }

  private static String id(Reply made) {
    return made.json().getString("id");
  }

  /** An organisation of one administrator. */
  private static String alone() {
    return api.organisation("alone-" + ++organisations, "admin");
  }

  @Test
  void aKeyThatWasMadeLetsInAtOnceAndOnlyForWhatItMay() {
    Reply made = make(admin, " Help desk ", "bans:read", "checks");

    String key = made.json().getString("key");
    assertTrue(key.matches("rf_[A-Za-z0-9]{43}"), key);
    assertEquals(KEYS + "/" + id(made), made.header("Location"));
    assertEquals("Help desk", made.json().getString("name"));
    assertEquals(
        new JsonArray().add("bans:read").add("checks"), made.json().getValue("permissions"));
    assertEquals("acme", made.json().getString("created_by"));
    assertNull(made.json().getString("last_used_at"));
    assertEquals(200, api.get(key, "/v1/bans").status());
    assertEquals(403, api.post(key, "/v1/bans", phone("+14155552671")).status());
    assertEquals(403, api.get(key, KEYS).status());
  }

  @Test
  void theKeyItselfIsShownOnceAndKeptNowhere() {
    Reply made = make(admin, "shown once", "checks");
    String key = made.json().getString("key");

    Reply again = api.get(admin, KEYS + "/" + id(made));

    assertEquals(200, again.status());
    JsonObject rest = made.json();
    rest.remove("key");
    assertEquals(rest, again.json());
    assertFalse(api.get(admin, KEYS + "?status=all").text().contains(key));
    assertEquals(
        0,
        api.store.number(
            "SELECT count(*) FROM audit_detail WHERE detail::text LIKE '%" + key + "%'"));
    assertEquals(
        0, api.store.number("SELECT count(*) FROM api_key k WHERE k::text LIKE '%" + key + "%'"));
    assertNotEquals(key, make(admin, "another", "checks").json().getString("key"));
  }

  @Test
  void ownerAndEndAreKept() {
    String end = Instant.now().plus(Duration.ofHours(1)).toString();
    Reply made =
        api.post(
            admin, KEYS, asked("for a while", "checks").put("owner", "eve").put("expires_at", end));
    assertEquals(201, made.status(), made.text());
    assertEquals("eve", made.json().getString("owner"));
    String key = made.json().getString("key");
    assertEquals(200, api.post(key, "/v1/checks", new JsonObject()).status());

    api.later = Duration.ofHours(2);

    assertEquals(401, api.post(key, "/v1/checks", new JsonObject()).status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"permissions\":[\"checks\"]} | /name",
        "{\"name\":\" \",\"permissions\":[\"checks\"]} | /name",
        "{\"name\":\"a\\nb\",\"permissions\":[\"checks\"]} | /name",
        "{\"name\":\"x\"} | /permissions",
        "{\"name\":\"x\",\"permissions\":[]} | /permissions",
        "{\"name\":\"x\",\"permissions\":[\"checks\",\"checks\"]} | /permissions",
        "{\"name\":\"x\",\"permissions\":[\"checks\",\"everything\"]} | /permissions/1",
        "{\"name\":\"x\",\"permissions\":\"checks\"} | /permissions",
        "{\"name\":\"x\",\"permissions\":[\"checks\"],\"expires_at\":\"2020-01-01T00:00:00Z\"} | /expires_at",
        "{\"name\":\"x\",\"permissions\":[\"checks\"],\"expires_at\":\"tomorrow\"} | /expires_at",
        "{\"name\":\"x\",\"permissions\":[\"checks\"],\"key\":\"rf_x\"} | /key",
        "{\"name\":\"x\",\"permissions\":[\"checks\"],\"owner\":7} | /owner"
      })
  void refusesWhatIsNoKeyAndMakesNone(String body, String pointer) {
    long before = api.store.number("SELECT count(*) FROM api_key");

    Reply refused = api.send(admin, "POST", KEYS, body);

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of(pointer), refused.pointers());
    assertEquals(before, api.store.number("SELECT count(*) FROM api_key"));
  }

  @Test
  void onlyAnOperatorGivesOperatorAndOnlyInTheDefaultOrganisation() {
    api.addKey("default", "plain-admin", null, "admin");

    Reply byAdmin = api.post(TestApi.key("plain-admin"), KEYS, asked("op", "operator"));
    Reply elsewhere =
        api.post(
            BOOTSTRAP,
            KEYS,
            asked("op", "checks", "operator"),
            Authentication.ORGANISATION,
            "acme");
    String operator = make(BOOTSTRAP, "op", "operator").json().getString("key");

    assertEquals(403, byAdmin.status());
    assertEquals(422, elsewhere.status());
    assertEquals(List.of("/permissions/1"), elsewhere.pointers());
    assertEquals(200, api.get(operator, "/v1/nodes").status());
    assertEquals(403, api.get(operator, KEYS).status());
  }

  @Test
  void anOperatorMakesTheFirstKeyOfAnOrganisation() {
    Reply made =
        api.post(BOOTSTRAP, KEYS, asked("first", "admin"), Authentication.ORGANISATION, "acme");

    assertEquals(201, made.status());
    String key = made.json().getString("key");
    assertEquals(200, api.get(key, "/v1/bans", Authentication.ORGANISATION, "acme").status());
    assertEquals(404, api.get(key, "/v1/bans", Authentication.ORGANISATION, "default").status());
  }

  @Test
  void aRevokedKeyIsRefusedAtOnceAndStaysOnTheList() {
    Reply made = make(admin, "going", "bans:read");
    String key = made.json().getString("key");
    assertEquals(200, api.get(key, "/v1/bans").status());

    Reply revoked = api.delete(admin, KEYS + "/" + id(made));

    assertEquals(204, revoked.status());
    assertEquals(401, api.get(key, "/v1/bans").status());
    assertEquals(204, api.delete(admin, KEYS + "/" + id(made)).status());
    JsonObject kept = api.get(admin, KEYS + "/" + id(made)).json();
    assertNotNull(kept.getString("revoked_at"));
    assertEquals("acme", kept.getString("revoked_by"));
    assertEquals(
        List.of("key.created", "key.revoked"),
        api.store.query(
            "SELECT action FROM audit_log WHERE target = 'key:" + id(made) + "' ORDER BY seq"));
  }

  @Test
  void waitsForTheOtherNodes() {
    Reply made = api.post(admin, KEYS + "?wait=1s", asked("waited", "checks"));
    assertEquals(201, made.status(), made.text());
    assertNotNull(made.json().getJsonObject("effective"));

    Reply revoked = api.delete(admin, KEYS + "/" + id(made) + "?wait=1s");

    assertEquals(200, revoked.status(), revoked.text());
    assertNotNull(revoked.json().getString("revoked_at"));
    assertNotNull(revoked.json().getJsonObject("effective"));
    assertFalse(revoked.json().containsKey("key"));
  }

  @Test
  void whatConfigurationGivesIsNotRevoked() {
    Reply list = api.get(BOOTSTRAP, KEYS);
    JsonObject bootstrap =
        list.json().getJsonArray("data").stream()
            .map(JsonObject.class::cast)
            .filter(key -> key.getString("name").equals("bootstrap"))
            .findFirst()
            .orElseThrow();

    assertEquals("config", bootstrap.getString("managed_by"));
    assertEquals(
        409,
        api.delete(BOOTSTRAP, KEYS + "/" + bootstrap.getString("id") + "?confirm=revoke").status());
    assertEquals(200, api.get(BOOTSTRAP, KEYS).status());
  }

  @Test
  void anAdministratorDoesNotRevokeAnOperator() {
    api.addKey("default", "mere-admin", null, "admin");
    Reply operator = make(BOOTSTRAP, "other operator", "operator");

    assertEquals(403, api.delete(TestApi.key("mere-admin"), KEYS + "/" + id(operator)).status());
    assertEquals(204, api.delete(BOOTSTRAP, KEYS + "/" + id(operator)).status());
  }

  @Test
  void theLastAdministratorGoesOnlyWhenThatIsMeant() {
    String last = alone();
    String id = api.get(last, KEYS).json().getJsonArray("data").getJsonObject(0).getString("id");
    String gone = "gone-" + organisations;
    api.addKey("alone-" + organisations, gone, Instant.now().minusSeconds(1), "admin");

    Reply refused = api.delete(last, KEYS + "/" + id);

    assertEquals(409, refused.status());
    assertTrue(refused.json().getString("detail").contains("confirm=revoke"), refused.text());
    assertEquals(200, api.get(last, KEYS).status());
    assertEquals(204, api.delete(last, KEYS + "/" + id + "?confirm=revoke").status());
    assertEquals(401, api.get(last, KEYS).status());
  }

  @Test
  void theOperatorIsLeftWhereTheLastAdministratorGoes() {
    String last = alone();
    String id = api.get(last, KEYS).json().getJsonArray("data").getJsonObject(0).getString("id");

    Reply revoked =
        api.delete(
            TestApi.BOOTSTRAP,
            KEYS + "/" + id,
            Authentication.ORGANISATION,
            "alone-" + organisations);

    assertEquals(204, revoked.status(), revoked.text());
    assertEquals(401, api.get(last, KEYS).status());
  }

  @Test
  void aKeyMayRevokeItselfWhereAnotherAdministratorIsLeft() {
    String first = alone();
    Reply second = make(first, "second", "admin");
    String key = second.json().getString("key");

    assertEquals(204, api.delete(key, KEYS + "/" + id(second)).status());
    assertEquals(401, api.get(key, KEYS).status());
  }

  @Test
  void anotherOrganisationsKeyIsNotThere() {
    String other = alone();
    Reply made = make(admin, "mine", "checks");

    assertEquals(404, api.get(other, KEYS + "/" + id(made)).status());
    assertEquals(404, api.delete(other, KEYS + "/" + id(made)).status());
    assertEquals(404, api.get(other, KEYS + "/nonsense").status());
    assertFalse(api.get(other, KEYS + "?status=all").text().contains(id(made)));
    assertEquals(200, api.get(admin, KEYS + "/" + id(made)).status());
  }

  @Test
  void listsPageByPageNewestFirstAndByStatus() {
    String mine = alone();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, id(make(mine, "k" + i, "checks")));
    }
    api.delete(mine, KEYS + "/" + made.get(0));

    assertEquals(made.subList(1, 5), walked(mine, "?limit=2", "").subList(0, 4));
    assertEquals(List.of(made.get(0)), walked(mine, "?limit=2", "&status=revoked"));
    assertEquals(List.of(), walked(mine, "?limit=2", "&status=expired"));
    assertEquals(6, walked(mine, "?limit=1", "&status=all").size());
    String next = api.get(mine, KEYS + "?limit=2").json().getString("next");
    Reply mixed = api.get(mine, KEYS + "?status=all&cursor=" + next);
    assertEquals(List.of("/query/cursor"), mixed.pointers());
    assertEquals(List.of("/query/status"), api.get(mine, KEYS + "?status=gone").pointers());
  }

  private static List<String> walked(String key, String limit, String filter) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      JsonObject page = api.get(key, KEYS + limit + filter + cursor).json();
      page.getJsonArray("data").forEach(each -> ids.add(((JsonObject) each).getString("id")));
      cursor = page.getString("next") == null ? null : "&cursor=" + page.getString("next");
    } while (cursor != null);
    return ids;
  }

  @Test
  void theUseOfAKeyIsNotedWithoutAWriteForEachRequest() {
    Reply made = make(admin, "used", "bans:read");
    String key = made.json().getString("key");
    String uses =
        "SELECT count(*) FROM api_key_use u JOIN api_key k ON k.id = u.api_key_id WHERE k.public_id = '"
            + id(made)
            + "'";
    // So that the minute after which it writes by itself has just begun.
    api.stopServer();
    api.startServer();
    for (int i = 0; i < 20; i++) {
      assertEquals(200, api.get(key, "/v1/bans").status());
    }
    assertEquals(0, api.store.number(uses));

    api.stopServer();

    assertEquals(1, api.store.number(uses));
    api.startServer();
    String used = api.get(admin, KEYS + "/" + id(made)).json().getString("last_used_at");
    Duration ago = Duration.between(Instant.parse(used), Instant.now());
    assertTrue(ago.abs().compareTo(Duration.ofMinutes(5)) < 0, used);
  }

  @Test
  void namesAPersonForTheKeysItMakes() {
    api.addKey("acme", "console", null, "admin", "act_as");

    Reply made =
        api.post(
            TestApi.key("console"),
            KEYS,
            asked("by a person", "checks"),
            Authentication.ACTOR,
            "alice@example.com");

    assertEquals("alice@example.com", made.json().getString("created_by"));
    assertNull(made.json().getString("managed_by"));
  }
}
