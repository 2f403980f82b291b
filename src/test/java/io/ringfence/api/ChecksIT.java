package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chat backend is told about a sender. */
final class ChecksIT {
  private static final String EVE = "+14155552671";

  private static TestApi api;
  private static int organisations;
  private String slug;
  private String key;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void newOrganisation() {
    slug = "checks-" + ++organisations;
    key = api.organisation(slug, "bans:write", "checks");
  }

  @AfterEach
  void stopObserving() {
    api.observe = false;
    api.node.confirmed(api.now());
  }

  private JsonObject ban(String kind, String value, Map<String, Object> members) {
    return api.post(key, "/v1/bans", entry(kind, value, members)).json();
  }

  private JsonObject check(JsonObject body) {
    return api.post(key, "/v1/checks", body).json();
  }

  private JsonObject explain(JsonObject body) {
    return api.post(key, "/v1/checks?explain=true", body).json();
  }

  private static JsonObject from(String phone) {
    return new JsonObject().put("phone", phone);
  }

  @Test
  void tellsThatASenderIsBlockedAndUntilWhen() {
    Instant before = api.now().minusSeconds(60);
    ban("phone", EVE, Map.of("until", "2099-01-01T00:00:00Z"));

    JsonObject verdict = check(from("(415) 555-2671"));

    assertEquals(
        List.of("blocked", "mode", "message", "until", "degraded", "as_of"),
        List.copyOf(verdict.fieldNames()));
    assertTrue(verdict.getBoolean("blocked"));
    assertEquals("silent", verdict.getString("mode"));
    assertNull(verdict.getString("message"));
    assertEquals("2099-01-01T00:00:00Z", verdict.getString("until"));
    assertFalse(verdict.getBoolean("degraded"));
    assertTrue(Instant.parse(verdict.getString("as_of")).isAfter(before));
  }

  @Test
  void hidesTheWidgetFromABlockedSender() {
    ban("phone", EVE, Map.of());

    assertEquals("hide", check(from(EVE).put("action", "load")).getString("mode"));
    assertEquals("silent", check(from(EVE).put("action", "start")).getString("mode"));
    assertNull(check(from("+14155559999").put("action", "load")).getString("mode"));
  }

  @Test
  void acceptsEveryIdentifier() {
    ban("phone", EVE, Map.of());
    JsonObject whole =
        new JsonObject()
            .put("visitor_id", "c0ffee")
            .put("external_id", "u-1")
            .put("ip", "203.0.113.7")
            .put("email", "eve@example.org")
            .put("country", "US")
            .put("channel", "sms")
            .put("action", "message")
            .put("message_id", "m-1")
            .put("conversation_id", "c-1")
            .put("record", false);

    assertFalse(check(whole).getBoolean("blocked"));
    assertTrue(check(whole.copy().put("phone", EVE)).getBoolean("blocked"));
    assertFalse(check(new JsonObject()).getBoolean("blocked"));
  }

  @Test
  void whatIsNullIsAsIfItWereNotThere() {
    ban("phone", EVE, Map.of("channels", new JsonArray().add("chat")));
    JsonObject nulls = from(EVE);
    for (String name :
        List.of("channel", "action", "record", "message_id", "conversation_id", "external_id")) {
      nulls.putNull(name);
    }

    Reply reply = api.post(key, "/v1/checks?explain=true", nulls);

    assertEquals(200, reply.status(), reply.text());
    assertEquals("silent", reply.json().getString("mode"));
    assertEquals(explain(from(EVE)), reply.json());
    String kept =
        "SELECT channel || ' ' || action || ' ' || count(*) FROM message_record"
            + " WHERE organisation_id = (SELECT id FROM organisation WHERE slug = '"
            + slug
            + "') GROUP BY channel, action";
    TestApi.eventually(() -> api.store.query(kept).equals(List.of("chat message 2")));
  }

  @Test
  void namesTheValueAndTheEndOfEachEntryAndWhoWasAskedAbout() {
    ban("phone_prefix", "+1415", Map.of());
    ban("phone", EVE, Map.of("until", "2099-01-01T00:00:00Z"));

    JsonObject why = explain(from("(415) 555-2671").put("external_id", "u-1"));

    List<String> matches =
        why.getJsonArray("matches").stream()
            .map(JsonObject.class::cast)
            .map(match -> match.getString("value") + " " + match.getString("until"))
            .toList();
    assertEquals(List.of(EVE + " 2099-01-01T00:00:00Z", "+1415 null"), matches);
    assertEquals("u-1", why.getJsonObject("understood").getString("external_id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // kind       | banned               | asked      | is blocked                 | is not
        "phone        | (415) 555-2671       | phone      | +14155552671               | +14155552672",
        "phone        | +5491123456789       | phone      | +541123456789              | +541123456780",
        "phone_prefix | +1415                | phone      | 415 555 2671               | 212 555 2671",
        "ip           | 203.0.113.7          | ip         | ::ffff:203.0.113.7         | 203.0.113.8",
        "ip           | 203.0.113.0/24       | ip         | 203.0.113.255              | 203.0.114.0",
        "ip           | 2001:db8::/64        | ip         | [2001:DB8::F]              | 2001:db8:0:1::f",
        "email        | Eve <eve@Example.org> | email     | EVE+x@example.ORG          | eva@example.org",
        "email_domain | @example.org         | email      | zoë@mail.example.org       | eve@example.com",
        "visitor_id   | c0ffee               | visitor_id | c0ffee                     | C0ffee"
      })
  void everyKindOfIdentifierIsReadAsItsEntriesAre(
      String kind, String banned, String asked, String blocked, String passed) {
    ban(kind, banned, Map.of());

    JsonObject why = explain(new JsonObject().put(asked, blocked));

    assertTrue(why.getBoolean("blocked"), why::encode);
    assertEquals("ban_" + kind.replace("phone_", ""), why.getString("why"));
    assertFalse(check(new JsonObject().put(asked, passed)).getBoolean("blocked"));
  }

  @Test
  void aCountryIsThatOfTheNumberOrTheOneThatIsNamed() {
    Reply made =
        api.post(
            TestApi.BOOTSTRAP,
            "/v1/bans",
            entry("country", "DE", Map.of("confirm", true)),
            Authentication.ORGANISATION,
            slug);
    assertEquals(201, made.status(), made.text());

    assertTrue(check(new JsonObject().put("country", "de")).getBoolean("blocked"));
    assertTrue(check(from("+4915123456789")).getBoolean("blocked"));
    assertFalse(check(from(EVE).put("country", "AT")).getBoolean("blocked"));
    assertTrue(check(from(EVE).put("country", "DE")).getBoolean("blocked"));
  }

  @Test
  void anAllowFreesNoOtherIdentifier() {
    long ban = ban("visitor_id", "c0ffee", Map.of()).getLong("id");
    api.post(key, "/v1/allows", entry("email", "eve@example.org", Map.of()));

    JsonObject why =
        explain(new JsonObject().put("visitor_id", "c0ffee").put("email", "eve@example.org"));

    assertTrue(why.getBoolean("blocked"));
    assertEquals(ban, why.getLong("entry"));
    assertEquals(2, why.getJsonArray("matches").size());
  }

  @Test
  void whatCannotBeReadIsPassedOverAndSaidSo() {
    ban("phone", EVE, Map.of());
    JsonObject typed = from(EVE).put("email", "none").put("ip", "localhost").put("country", "XX1");

    JsonObject why = explain(typed);

    assertTrue(why.getBoolean("blocked"));
    assertEquals(
        new JsonObject().putNull("email").put("phone", EVE).putNull("ip").putNull("country"),
        why.getJsonObject("understood"));
  }

  @Test
  void flagsWhatIsOnlyObserved() {
    long real = ban("phone_prefix", "+1415", Map.of()).getLong("id");
    long observed = ban("phone", EVE, Map.of("observe", true)).getLong("id");

    JsonObject why = explain(from(EVE));

    assertEquals(real, why.getLong("entry"));
    assertEquals(
        List.of(real + " false", observed + " true"),
        why.getJsonArray("matches").stream()
            .map(JsonObject.class::cast)
            .map(match -> match.getLong("entry") + " " + match.getBoolean("observed"))
            .toList());
  }

  @Test
  void tellsABlockedSenderWhatTheOrganisationSays() {
    ban("phone", EVE, Map.of());
    api.store.sql(
        "UPDATE organisation SET settings = '{\"chat\": {\"mode\": \"message\", \"message\": \"Not"
            + " now.\", \"on_load\": \"show\"}}' WHERE slug = '"
            + slug
            + "'");
    api.load();

    for (String action : List.of("message", "start", "load")) {
      JsonObject verdict = check(from(EVE).put("action", action));
      assertEquals("message", verdict.getString("mode"), action);
      assertEquals("Not now.", verdict.getString("message"), action);
    }
    assertNull(check(from("+14155559999")).getString("message"));
  }

  @Test
  void countsWhatBecameOfEach() {
    ban("visitor_id", "counted", Map.of());
    double before = counted("block", "ban_visitor_id");

    check(new JsonObject().put("visitor_id", "counted"));
    check(new JsonObject().put("visitor_id", "another"));

    assertEquals(before + 1, counted("block", "ban_visitor_id"));
    assertTrue(counted("pass", "no_match") >= 1);
  }

  private static double counted(String outcome, String reason) {
    Counter counter =
        api.registry
            .find("ringfence.checks")
            .tags("outcome", outcome, "reason", reason, "channel", "chat")
            .counter();
    return counter == null ? 0 : counter.count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "anonymous", "911", "+++", "📞", "12345"})
  void whatIsNoNumberBlocksNobodyAndIsNoError(String phone) {
    Reply verdict = api.post(key, "/v1/checks?explain=true", from(phone));

    assertEquals(200, verdict.status());
    assertFalse(verdict.json().getBoolean("blocked"));
    assertNull(verdict.json().getJsonObject("understood").getString("phone"));
  }

  @Test
  void holdsOnTheChannelsOfTheEntryOnly() {
    ban("phone", EVE, Map.of("channels", new JsonArray().add("voice")));

    assertFalse(check(from(EVE)).getBoolean("blocked"));
    assertFalse(check(from(EVE).put("channel", "sms")).getBoolean("blocked"));
    assertTrue(check(from(EVE).put("channel", "voice")).getBoolean("blocked"));
  }

  @Test
  void anAllowFreesFromEquallyExactAndWiderBans() {
    ban("phone_prefix", "+1415", Map.of());
    assertTrue(check(from(EVE)).getBoolean("blocked"));
    ban("phone", EVE, Map.of());

    api.post(key, "/v1/allows", phone(EVE));

    assertFalse(check(from(EVE)).getBoolean("blocked"));
    assertTrue(check(from("+14155559999")).getBoolean("blocked"));
  }

  @Test
  void explainsWhatDecidedAndWhatElseMatched() {
    long wide = ban("phone_prefix", "+1415", Map.of()).getLong("id");
    long narrow = ban("phone_prefix", "+1415555", Map.of()).getLong("id");
    long exact = ban("phone", EVE, Map.of()).getLong("id");
    ban("phone", "+14155559999", Map.of());

    JsonObject why = explain(from("1-415-555-2671"));

    assertEquals(exact, why.getLong("entry"));
    assertEquals("ban_phone", why.getString("why"));
    assertEquals(EVE, why.getJsonObject("understood").getString("phone"));
    assertEquals(
        List.of(exact, narrow, wide),
        why.getJsonArray("matches").stream().map(m -> ((JsonObject) m).getLong("entry")).toList());
    assertEquals("no_match", explain(from("+12125550123")).getString("why"));
  }

  @Test
  void theOrganisationsOwnLineIsNeverBlocked() {
    ban("phone_prefix", "+1415", Map.of());
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, slug FROM organisation WHERE slug = '"
            + slug
            + "'",
        "INSERT INTO line (organisation_id, account_id, number)"
            + " SELECT organisation_id, id, '+14155550100' FROM account WHERE slug = '"
            + slug
            + "'");
    api.load();

    JsonObject why = explain(from("+14155550100"));

    assertFalse(why.getBoolean("blocked"));
    assertEquals("protected", why.getString("why"));
    assertNull(why.getLong("entry"));
  }

  @Test
  void noProxyIsBelievedThatIsNotConfigured() {
    ban("ip", "203.0.113.7", Map.of());

    Reply forged = api.get(key, "/v1/checks/forward-auth", "X-Forwarded-For", "203.0.113.7");

    assertEquals(204, forged.status());
  }

  @Test
  void observingNotesAndLetsPass() {
    ban("phone", EVE, Map.of());
    api.observe = true;

    JsonObject why = explain(from(EVE));

    assertFalse(why.getBoolean("blocked"));
    assertTrue(why.getBoolean("observed"));
    assertEquals("ban_phone", why.getString("why"));
  }

  @Test
  void anOrganisationThatObservesBlocksNobody() {
    ban("phone", EVE, Map.of());
    api.store.sql("UPDATE organisation SET observe = true WHERE slug = '" + slug + "'");
    api.load();

    assertFalse(check(from(EVE)).getBoolean("blocked"));
  }

  @Test
  void saysWhenTheListMayBeOld() {
    ban("phone", EVE, Map.of());
    api.node.stale();

    JsonObject verdict = check(from(EVE));

    assertTrue(verdict.getBoolean("blocked"));
    assertTrue(verdict.getBoolean("degraded"));
  }
}
