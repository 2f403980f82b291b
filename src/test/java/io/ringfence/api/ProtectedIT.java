package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.ProtectedValues;
import io.ringfence.domain.Email;
import io.ringfence.domain.IpRange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that may never be banned, over HTTP. */
final class ProtectedIT {
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
    slug = "protected-" + ++organisations;
    key = api.organisation(slug, "admin");
  }

  private static JsonObject value(String kind, String value) {
    return entry(kind, value, Map.of());
  }

  private Reply protect(String kind, String value) {
    return api.post(key, "/v1/protected", value(kind, value));
  }

  private String protectedId(String kind, String value) {
    Reply reply = protect(kind, value);
    assertEquals(201, reply.status(), reply.text());
    return reply.json().getString("id");
  }

  private Reply ban(String kind, String value) {
    return api.post(key, "/v1/bans", value(kind, value));
  }

  private static List<String> codes(Reply reply) {
    return reply.json().getJsonArray("warnings").stream()
        .map(warning -> ((JsonObject) warning).getString("code"))
        .toList();
  }

  @Test
  void isMadeReadListedAndEnded() {
    Reply made = protect("phone", "(415) 555-0001");

    JsonObject there = made.json();
    assertEquals(201, made.status(), made.text());
    assertEquals("+14155550001", there.getString("value"));
    assertEquals("(415) 555-0001", there.getString("raw"));
    assertEquals("/v1/protected/" + there.getString("id"), made.header("Location"));
    Reply again = protect("phone", "+14155550001");
    assertEquals(200, again.status());
    assertEquals(there.getString("id"), again.json().getString("id"));
    protect("visitor_id", "Cookie");
    String first = api.get(key, "/v1/protected?limit=1").json().getString("next");
    JsonArray second =
        api.get(key, "/v1/protected?limit=1&cursor=" + first).json().getJsonArray("data");
    assertEquals(there.getString("id"), second.getJsonObject(0).getString("id"));
    String path = "/v1/protected/" + there.getString("id");
    assertEquals("Spammer", api.get(key, path).json().getString("reason"));
    assertEquals(204, api.delete(key, path).status());
    assertEquals(404, api.get(key, path).status());
    assertEquals(404, api.delete(key, path).status());
    assertEquals(
        List.of("protected.created", "protected.created", "protected.deleted"),
        api.store.query(
            "SELECT action FROM audit_log JOIN organisation o ON o.id = organisation_id"
                + " WHERE o.slug = '"
                + slug
                + "' AND action LIKE 'protected.%' ORDER BY seq"));
  }

  /** Each is protected, banned as it is or narrower, and another may be banned all the same. */
  @ParameterizedTest(name = "{0} {1}: {2} {3}, not {4} {5}")
  @CsvSource({
    "phone, +14155550011, phone, (415) 555-0011, phone, +14155550012",
    "phone_prefix, +141555, phone, +14155550011, phone, +14165550012",
    "phone_prefix, +141555, phone_prefix, +1415555, phone_prefix, +141556",
    "ip, 192.0.2.0/24, ip, 192.0.2.7, ip, 192.0.3.7",
    "ip, 192.0.2.0/24, ip, 192.0.2.128/25, ip, 2001:db8::1",
    "ip, 2001:db8::/32, ip, 2001:db8:1::/48, ip, 2001:db9::1",
    "email, alice@example.com, email, Alice@Example.com, email, bob@example.com",
    "email_domain, example.com, email, bob@mail.example.com, email, bob@example.org",
    "email_domain, example.com, email_domain, a.example.com, email_domain, anexample.com",
    "visitor_id, Cookie, visitor_id, Cookie, visitor_id, cookie"
  })
  void aBanOfItOrOfAnythingInItIsRefusedAndOfAnythingElseNot(
      String kind, String value, String inKind, String in, String outKind, String out) {
    String id = protectedId(kind, value);

    Reply refused = ban(inKind, in);

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of("/value"), refused.pointers());
    assertTrue(refused.detail("/value").contains(id), refused.text());
    assertEquals(201, ban(outKind, out).status());
    assertEquals(201, api.post(key, "/v1/allows", value(inKind, in)).status());
    api.delete(key, "/v1/protected/" + id);
    assertEquals(201, ban(inKind, in).status());
  }

  @ParameterizedTest(name = "{0} {1} in {2} {3}")
  @CsvSource({
    "phone, +14155550021, phone_prefix, +1415555",
    "phone_prefix, +1415555, phone_prefix, +141555",
    "ip, 192.0.2.7, ip, 192.0.2.0/24",
    "email, alice@a.example.com, email_domain, example.com",
    "email_domain, a.example.com, email_domain, example.com"
  })
  void aWiderBanIsAllowedAndWarns(String kind, String value, String widerKind, String wider) {
    String id = protectedId(kind, value);

    Reply made = ban(widerKind, wider);

    assertEquals(201, made.status(), made.text());
    assertEquals(List.of("holds_protected"), codes(made));
    JsonObject warning = made.json().getJsonArray("warnings").getJsonObject(0);
    assertEquals(id, warning.getString("protected"));
    assertEquals(null, warning.getValue("entry"));
  }

  private String ownLine(String number) {
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, slug FROM organisation"
            + " WHERE slug = '"
            + slug
            + "'",
        "INSERT INTO line (organisation_id, account_id, number) SELECT organisation_id, id, '"
            + number
            + "' FROM account WHERE slug = '"
            + slug
            + "'");
    api.load();
    return api.store
        .query("SELECT public_id FROM line WHERE number = '" + number + "' ORDER BY id DESC")
        .get(0);
  }

  @Test
  void aWiderBanNamesTheOwnLineInItAndOneOfJustItsDigitsIsRefused() {
    String line = ownLine("+14085557000");

    Reply prefix = ban("phone_prefix", "+140855570");
    Reply country = api.post(key, "/v1/bans", entry("country", "US", Map.of("confirm", true)));
    Reply whole = ban("phone_prefix", "+14085557000");

    for (Reply made : List.of(prefix, country)) {
      assertEquals(201, made.status(), made.text());
      assertEquals(List.of("holds_protected"), codes(made));
      JsonObject warning = made.json().getJsonArray("warnings").getJsonObject(0);
      assertEquals(line, warning.getString("line"));
      assertFalse(warning.containsKey("protected"));
    }
    assertEquals(List.of("/value"), whole.pointers(), whole.text());
    assertEquals(ban("phone", "+14085557000").detail("/value"), whole.detail("/value"));
    assertEquals(List.of(), codes(ban("phone_prefix", "+140955570")));
    assertEquals(201, ban("phone_prefix", "+1408").status());
  }

  @Test
  void aBanOfJustTheDigitsOfAProtectedNumberIsRefusedAsTheNumberIs() {
    final long before = ban("phone_prefix", "+14155550091").json().getLong("id");
    Reply made = protect("phone", "+14155550091");
    protectedId("phone", "+14155550092");

    Reply refused = ban("phone_prefix", "+14155550092");
    JsonObject body = new JsonObject().put("kind", "phone_prefix").put("value", "+14155550092");
    Reply preview = api.post(key, "/v1/bans/preview", body);

    assertEquals(before, made.json().getJsonArray("warnings").getJsonObject(0).getLong("entry"));
    assertEquals(List.of("/value"), refused.pointers(), refused.text());
    assertEquals(ban("phone", "+14155550092").detail("/value"), refused.detail("/value"));
    assertEquals(refused.detail("/value"), preview.detail("/value"));
    assertEquals(201, ban("phone_prefix", "+1415555009").status());
  }

  @Test
  void whatStandsBannedIsNamedAndIsRefusedFromThenOn() {
    long exact = ban("phone", "+14155550031").json().getLong("id");
    long inPrefix = ban("phone", "+12125550031").json().getLong("id");

    Reply first = protect("phone", "+14155550031");
    Reply second = protect("phone_prefix", "+1212555");

    assertEquals(List.of("already_banned"), codes(first));
    assertEquals(exact, first.json().getJsonArray("warnings").getJsonObject(0).getLong("entry"));
    assertEquals(
        inPrefix, second.json().getJsonArray("warnings").getJsonObject(0).getLong("entry"));
    assertEquals(422, ban("phone", "+14155550031").status());
    assertEquals(204, api.delete(key, "/v1/bans/" + exact).status());
  }

  @Test
  void inABulkWriteItStopsNoOther() {
    String id = protectedId("phone", "+14155550041");
    JsonObject body =
        new JsonObject()
            .put(
                "entries",
                new JsonArray()
                    .add(value("phone", "112"))
                    .add(value("phone", "+14155550040"))
                    .add(value("phone", "+14155550041"))
                    .add(value("phone", "+14155550042"))
                    .add(value("phone_prefix", "+141555")));

    JsonArray results = api.post(key, "/v1/bans/bulk", body).json().getJsonArray("results");

    List<Integer> statuses =
        results.stream().map(result -> ((JsonObject) result).getInteger("status")).toList();
    assertEquals(List.of(422, 201, 422, 201, 201), statuses);
    JsonObject fault = results.getJsonObject(2).getJsonArray("errors").getJsonObject(0);
    assertEquals("/value", fault.getString("pointer"));
    assertTrue(fault.getString("detail").contains(id), fault.encode());
    assertEquals(
        "+14155550042", results.getJsonObject(3).getJsonObject("entry").getString("value"));
    assertEquals(
        "holds_protected",
        results
            .getJsonObject(4)
            .getJsonObject("entry")
            .getJsonArray("warnings")
            .getJsonObject(0)
            .getString("code"));
  }

  @Test
  void plainSqlIsRefusedToo() {
    protectedId("phone", "+14155550051");

    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () ->
                api.store.sql(
                    "INSERT INTO entry (organisation_id, kind, value, reason) SELECT id, 'phone',"
                        + " '+14155550051', 'x' FROM organisation WHERE slug = '"
                        + slug
                        + "'"));

    assertEquals("RF001", ((java.sql.SQLException) refused.getCause()).getSQLState());
  }

  @Test
  void aCountryIsRefusedAndToldWhy() {
    Reply refused = protect("country", "DE");

    assertEquals(422, refused.status());
    assertTrue(refused.detail("/kind").contains("allow entry"), refused.text());
    assertEquals(List.of("/value"), protect("phone", "112").pointers());
  }

  @Test
  void aCountryThatHoldsAProtectedNumberWarns() {
    protectedId("phone", "+4930901820");

    Reply made = api.post(key, "/v1/bans", entry("country", "DE", Map.of("confirm", true)));

    assertEquals(201, made.status(), made.text());
    assertEquals(List.of("holds_protected"), codes(made));
  }

  @Test
  void onlyAnAdministratorProtects() {
    String writer = api.addKey(slug, slug + "-writer", null, "bans:read", "bans:write");
    String id = protectedId("phone", "+14155550061");

    assertEquals(200, api.get(writer, "/v1/protected/" + id).status());
    assertEquals(403, api.delete(writer, "/v1/protected/" + id).status());
    assertEquals(403, api.post(writer, "/v1/protected", value("phone", "+14155550062")).status());
  }

  @Test
  void aNodeKnowsItAtOnceAndAfterALoad() {
    int organisation =
        (int) api.store.number("SELECT id FROM organisation WHERE slug = '" + slug + "'");
    protectedId("ip", "198.51.100.0/24");
    String id = protectedId("email_domain", "example.net");

    for (int i = 0; i < 2; i++) {
      ProtectedValues values = api.node.current().directory().protectedValues();
      assertTrue(values.protects(organisation, IpRange.parse("198.51.100.9")));
      assertTrue(values.protects(organisation, Email.parse("x@a.example.net")));
      assertFalse(values.protects(organisation + 1, IpRange.parse("198.51.100.9")));
      api.load();
    }
    api.delete(key, "/v1/protected/" + id);
    ProtectedValues values = api.node.current().directory().protectedValues();
    assertFalse(values.protects(organisation, Email.parse("x@a.example.net")));
    assertEquals(1, values.of(organisation).size());
  }

  @Test
  void goesWithItsOrganisation() {
    int organisation =
        (int) api.store.number("SELECT id FROM organisation WHERE slug = '" + slug + "'");
    protectedId("phone", "+14155550071");

    Reply deleted = api.delete(TestApi.BOOTSTRAP, "/v1/organisations/" + slug);

    assertEquals(204, deleted.status(), deleted.text());
    assertEquals(List.of(), api.node.current().directory().protectedValues().of(organisation));
  }

  @ParameterizedTest(name = "{1} in {2} {3}")
  @CsvSource({
    "phone, +14155550081, phone_prefix, +141555, +14155550082",
    "ip, 192.0.2.7, ip, 192.0.2.0/24, 192.0.2.8",
    "email, alice@example.com, email_domain, example.com, bob@example.com"
  })
  void aCheckOfItIsNotBlockedByWhatHoldsIt(
      String kind, String value, String widerKind, String wider, String other) {
    protectedId(kind, value);
    assertEquals(201, ban(widerKind, wider).status());

    assertFalse(blocked(kind, value));
    assertTrue(blocked(kind, other));
  }

  private boolean blocked(String kind, String value) {
    JsonObject check = new JsonObject().put(kind, value);
    return api.post(key, "/v1/checks", check).json().getBoolean("blocked");
  }
}
