package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Account;
import io.ringfence.secrets.Seals;
import io.ringfence.standin.SigningKey;
import io.ringfence.store.FirstStart;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Telnyx accounts by the API. */
final class AccountsIT {
  private static final String IN = Authentication.ORGANISATION;
  private static final String ACCOUNTS = "/v1/accounts";
  private static final String SECRET = "KEY-that-nobody-may-see";

  private static TestApi api;
  private static String acme;
  private static String other;

  @BeforeAll
  static void start() {
    api = new TestApi();
    acme = api.organisation("acme", "admin");
    other = api.organisation("other", "admin");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject account(String slug) {
    return new JsonObject().put("slug", slug);
  }

  private static JsonObject made(String key, JsonObject body) {
    Reply made = api.post(key, ACCOUNTS, body);
    assertEquals(201, made.status(), made.text());
    return made.json();
  }

  private static String path(JsonObject account) {
    return ACCOUNTS + "/" + account.getString("id");
  }

  private static Account inMemory(String slug) {
    return api.node.current().directory().account(slug);
  }

  @Test
  void makesOneThatTheNodeTakesWebhooksForAtOnce() {
    String key = SigningKey.generate().publicKey();

    Reply made =
        api.post(
            acme, ACCOUNTS, account("acme-voice").put("public_keys", new JsonArray().add(key)));

    assertEquals(201, made.status(), made.text());
    JsonObject account = made.json();
    assertEquals(ACCOUNTS + "/" + account.getString("id"), made.header("Location"));
    assertEquals("/webhooks/telnyx/acme-voice", account.getString("webhook_path"));
    assertEquals(new JsonArray().add(key), account.getJsonArray("public_keys"));
    assertFalse(account.getBoolean("shared"));
    assertFalse(account.getBoolean("api_key_set"));
    assertEquals(List.of(key), inMemory("acme-voice").publicKeys());
    assertEquals(account, api.get(acme, path(account)).json());
    assertEquals(
        account.getString("id"),
        api.get(acme, ACCOUNTS).json().getJsonArray("data").getJsonObject(0).getString("id"));
  }

  @Test
  void withoutASlugItHasItsOrganisations() {
    String key = api.organisation("nameless", "admin");

    assertEquals("nameless", made(key, new JsonObject()).getString("slug"));
    assertEquals("nameless-2", made(key, new JsonObject()).getString("slug"));
  }

  @Test
  void theApiKeyIsSealedAndNowhereToBeSeen() {
    JsonObject account = made(acme, account("sealed").put("api_key", SECRET));
    String id = account.getString("id");
    assertTrue(account.getBoolean("api_key_set"));
    assertTrue(
        TestApi.SEALS.open(inMemory("sealed").sealedApiKey(), id) instanceof Seals.Open open
            && open.secret().reveal().equals(SECRET));

    JsonObject renamed = api.patch(acme, path(account), account("sealed-too")).json();
    JsonObject without = api.patch(acme, path(account), new JsonObject().putNull("api_key")).json();

    assertTrue(renamed.getBoolean("api_key_set"));
    assertFalse(without.getBoolean("api_key_set"));
    assertNull(inMemory("sealed-too").sealedApiKey());
    String everything =
        account.encode()
            + api.get(acme, ACCOUNTS).text()
            + api.store.query("SELECT string_agg(detail::text, '') FROM audit_detail")
            + api.store.query("SELECT string_agg(payload::text, '') FROM change_log");
    assertFalse(everything.contains(SECRET));
    assertFalse(
        api.store
            .query("SELECT string_agg(detail::text, '') FROM audit_detail")
            .toString()
            .contains("api_key_sealed"));
  }

  @Test
  void rotatesAPublicKey() {
    String old = SigningKey.generate().publicKey();
    String fresh = SigningKey.generate().publicKey();
    JsonObject account =
        made(acme, account("rotating").put("public_keys", new JsonArray().add(old)));

    api.patch(
        acme,
        path(account),
        new JsonObject().put("public_keys", new JsonArray().add(old).add(fresh)));
    assertEquals(List.of(old, fresh), inMemory("rotating").publicKeys());
    api.patch(acme, path(account), new JsonObject().put("public_keys", new JsonArray().add(fresh)));

    assertEquals(List.of(fresh), inMemory("rotating").publicKeys());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'slug':'texml'} | /slug",
        "{'slug':'Big'} | /slug",
        "{'public_keys':['x']} | /public_keys/0",
        // The identity: anybody can sign under it.
        "{'public_keys':['AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=']} | /public_keys/0",
        // 31 bytes, and 32 that are no point of the curve.
        "{'public_keys':['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==']} | /public_keys/0",
        "{'public_keys':['AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=']} | /public_keys/0",
        "{'public_keys':'x'} | /public_keys",
        "{'api_key':''} | /api_key",
        "{'api_key':'two words'} | /api_key",
        "{'organisation_id':1} | /organisation_id"
      })
  void refusesABodyThatIsWrong(String body, String pointer) {
    String before = api.written();

    Reply refused = api.send(acme, "POST", ACCOUNTS, body.replace('\'', '"'));

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of(pointer), refused.pointers());
    assertEquals(before, api.written());
  }

  @Test
  void aSlugThatAnotherHasIsRefusedAndTellsNothingOfIt() {
    JsonObject theirs = made(other, account("wanted"));

    Reply taken = api.post(acme, ACCOUNTS, account("wanted"));
    Reply renamed = api.patch(acme, path(made(acme, account("unwanted"))), account("wanted"));

    assertEquals(409, taken.status());
    assertEquals(List.of("/slug"), taken.pointers());
    assertFalse(taken.text().contains(theirs.getString("id")));
    assertEquals(409, renamed.status());
  }

  @Test
  void anothersIsNotThere() {
    JsonObject theirs = made(other, account("theirs").put("api_key", SECRET));
    String before = api.written();

    assertEquals(404, api.get(acme, path(theirs)).status());
    assertEquals(404, api.patch(acme, path(theirs), account("mine")).status());
    assertEquals(404, api.delete(acme, path(theirs)).status());
    assertFalse(api.get(acme, ACCOUNTS).text().contains("theirs"));
    assertEquals(before, api.written());
  }

  @Test
  void oneWithLinesStaysAndOneWithoutGoes() {
    JsonObject account = made(acme, account("with-lines"));
    JsonObject line =
        api.post(acme, "/v1/lines", new JsonObject().put("account", "with-lines")).json();

    Reply refused = api.delete(acme, path(account));
    api.delete(acme, "/v1/lines/" + line.getString("id"));
    Reply deleted = api.delete(acme, path(account));

    assertEquals(409, refused.status());
    assertEquals(204, deleted.status(), deleted.text());
    assertNull(inMemory("with-lines"));
    assertEquals(404, api.delete(acme, path(account)).status());
  }

  @Test
  void onlyTheOperatorHasSharedOnes() {
    assertEquals(403, api.post(acme, ACCOUNTS, account("for-all").put("shared", true)).status());
    JsonObject shared =
        made(BOOTSTRAP, account("for-all").put("shared", true).put("api_key", SECRET));
    assertNull(inMemory("for-all").organisationId());
    assertEquals(404, api.get(acme, path(shared)).status());

    // The operator gives a line on it, and from then on the organisation sees its name.
    JsonObject line = new JsonObject().put("account", "for-all").put("number", "+15005550301");
    assertEquals(201, api.post(BOOTSTRAP, "/v1/lines", line, IN, "acme").status());

    JsonObject seen = api.get(acme, path(shared)).json();
    assertEquals(Set.of("id", "slug", "shared"), seen.fieldNames());
    assertTrue(api.get(acme, ACCOUNTS).json().getJsonArray("data").contains(seen));
    assertEquals(404, api.get(other, path(shared)).status());
    assertEquals(404, api.patch(acme, path(shared), account("stolen")).status());
    assertEquals(404, api.delete(acme, path(shared)).status());
    JsonObject whole = api.get(BOOTSTRAP, path(shared), IN, "other").json();
    assertTrue(whole.getBoolean("api_key_set"));
    assertEquals(
        200, api.patch(BOOTSTRAP, path(shared), new JsonObject().putNull("api_key")).status());
    assertEquals(409, api.delete(BOOTSTRAP, path(shared)).status());
  }

  @Test
  void whatConfigurationOwnsAnswers409AndTheRestDoesNot() {
    try (TestApi configured = new TestApi()) {
      String key = SigningKey.generate().publicKey();
      await(
          new FirstStart(configured.store.database)
              .run(new FirstStart.Settings(List.of(key), null, null, null, null, false)));
      configured.load();
      JsonObject there =
          configured.get(BOOTSTRAP, ACCOUNTS).json().getJsonArray("data").getJsonObject(0);

      Reply keys =
          configured.patch(
              BOOTSTRAP, path(there), new JsonObject().put("public_keys", new JsonArray()));
      Reply same =
          configured.patch(
              BOOTSTRAP,
              path(there),
              new JsonObject().put("public_keys", new JsonArray().add(key)));
      Reply apiKey =
          configured.patch(BOOTSTRAP, path(there), new JsonObject().put("api_key", SECRET));
      Reply renamed = configured.patch(BOOTSTRAP, path(there), account("other"));

      assertEquals("/webhooks/telnyx", there.getString("webhook_path"));
      assertEquals(new JsonArray().add("public_keys"), there.getJsonArray("managed_fields"));
      assertEquals(409, keys.status());
      assertEquals(List.of("/public_keys"), keys.pointers());
      assertEquals(200, same.status());
      assertEquals(200, apiKey.status());
      assertEquals(409, renamed.status());
      assertEquals(409, configured.delete(BOOTSTRAP, path(there)).status());
      await(
          new FirstStart(configured.store.database)
              .run(new FirstStart.Settings(null, null, null, null, null, true)));
      Reply owned = configured.patch(BOOTSTRAP, path(there), new JsonObject().putNull("api_key"));
      assertEquals(409, owned.status());
      assertEquals(List.of("/api_key"), owned.pointers());
      assertNotNull(configured.node.current().directory().account("default"));
    }
  }
}
