package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.PreviewStore;
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

/** What a ban would do, without making it. */
final class PreviewIT {
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
    slug = "previewed-" + ++organisations;
    key = api.organisation(slug, "admin");
  }

  private JsonObject preview(String kind, String value) {
    return preview(new JsonObject().put("kind", kind).put("value", value));
  }

  private JsonObject preview(JsonObject body) {
    Reply reply = api.post(key, "/v1/bans/preview", body);
    assertEquals(200, reply.status(), reply.text());
    return reply.json();
  }

  private long add(String path, String kind, String value) {
    boolean wide = kind.equals("country");
    JsonObject body =
        TestApi.entry(kind, value, wide ? Map.of("confirm", true) : Map.<String, Object>of());
    Reply made = api.post(key, path, body);
    assertEquals(201, made.status(), made.text());
    return path.equals("/v1/protected") ? 0 : made.json().getLong("id");
  }

  /** A call that many days ago. */
  private void call(String id, String from, String outcome, int daysAgo) {
    api.store.sql(
        "INSERT INTO call_record (day, account_id, call_control_id, organisation_id, line_id,"
            + " started_at, decided_at, from_number, caller_id, reason, entry_id, observed,"
            + " outcome, deliveries) SELECT (now() AT TIME ZONE 'UTC')::date - "
            + daysAgo
            + ", 1, '"
            + slug
            + id
            + "', id, 1, now() - interval '"
            + daysAgo
            + " days', now(), '"
            + from
            + "', 'known', 'no_match', 0, false, '"
            + outcome
            + "', 1 FROM organisation WHERE slug = '"
            + slug
            + "'");
  }

  private void seen(String kind, String value, int count, int daysAgo) {
    api.store.sql(
        "INSERT INTO sender_seen (day, organisation_id, kind, value, channel, count, first_seen_at,"
            + " last_seen_at) SELECT (now() AT TIME ZONE 'UTC')::date - "
            + daysAgo
            + ", id, '"
            + kind
            + "', '"
            + value
            + "', 'chat', "
            + count
            + ", now(), now() FROM organisation WHERE slug = '"
            + slug
            + "'");
  }

  private void blocked(String ip, String email, boolean observed) {
    api.store.sql(
        "INSERT INTO message_record (day, organisation_id, key, decided_at, channel, action, ip,"
            + " email, reason, entry_id, observed) SELECT (now() AT TIME ZONE 'UTC')::date, id,"
            + " gen_random_uuid(), now(), 'chat', 'message', '"
            + ip
            + "', '"
            + email
            + "', 'ban_ip', 1, "
            + observed
            + " FROM organisation WHERE slug = '"
            + slug
            + "'");
  }

  private static List<Long> figures(JsonObject of, String senders) {
    return List.of(of.getLong("hit"), of.getLong("rejected_already"), of.getLong(senders));
  }

  @ParameterizedTest
  @CsvSource({
    "phone, (415) 555-2671, 2, 1, 1",
    "phone_prefix, +1415555, 3, 1, 2",
    "phone_prefix, +4413, 0, 0, 0",
    "country, US, 4, 2, 3",
    "country, GB, 1, 0, 1"
  })
  void countsTheCallsOfThirtyDays(
      String kind, String value, long hit, long rejected, long numbers) {
    call("a", "+14155552671", "forwarded", 1);
    call("b", "+14155552671", "rejected", 2);
    call("c", "+14155559999", "forwarded", 29);
    call("d", "+12125550123", "reject_failed", 3);
    call("e", "+442079460018", "forwarded", 3);
    call("f", "+14155552671", "forwarded", 40);

    JsonObject calls = preview(kind, value).getJsonObject("calls");

    assertEquals(List.of(hit, rejected, numbers), figures(calls, "numbers"));
    assertFalse(calls.getBoolean("at_least"));
    assertEquals(hit, calls.getJsonArray("examples").size());
  }

  @Test
  void showsTheNewestCallsAsExamples() {
    for (int i = 0; i < 7; i++) {
      call("call-" + i, "+14155552671", "forwarded", i);
    }

    JsonArray examples =
        preview("phone", "+14155552671").getJsonObject("calls").getJsonArray("examples");

    assertEquals(
        List.of("call-0", "call-1", "call-2", "call-3", "call-4"),
        examples.stream()
            .map(one -> ((JsonObject) one).getString("call_control_id").replace(slug, ""))
            .toList());
    assertEquals("+14155552671", examples.getJsonObject(0).getString("from"));
    assertTrue(examples.getJsonObject(0).getString("at").endsWith("Z"));
    String id = examples.getJsonObject(0).getString("id");
    assertEquals(
        slug + "call-0", api.get(key, "/v1/calls/" + id).json().getString("call_control_id"));
  }

  @Test
  void showsSingleCallsToThoseOnlyWhoMayListThem() {
    call("a", "+14155552671", "forwarded", 1);
    JsonObject body = new JsonObject().put("kind", "phone").put("value", "+14155552671");
    String bans = api.addKey(slug, slug + "-bans", null, "bans:read");
    String both = api.addKey(slug, slug + "-both", null, "bans:read", "calls:read");

    JsonObject without = api.post(bans, "/v1/bans/preview", body).json();

    assertEquals(1, without.getJsonObject("calls").getLong("hit"));
    assertEquals(new JsonArray(), without.getJsonObject("calls").getJsonArray("examples"));
    assertTrue(without.getJsonObject("reasons").getString("examples").contains("calls:read"));
    JsonObject with = api.post(both, "/v1/bans/preview", body).json();
    assertEquals(1, with.getJsonObject("calls").getJsonArray("examples").size());
    assertNull(with.getJsonObject("reasons").getString("examples"));
  }

  @ParameterizedTest
  @CsvSource({
    "ip, 203.0.113.7, 6, 1, 1",
    "ip, 203.0.113.0/24, 9, 1, 2",
    "ip, 2001:db8::/64, 2, 0, 1",
    "email, Eve@Example.org, 5, 1, 1",
    "email_domain, example.org, 6, 1, 2",
    "email_domain, sub.example.org, 1, 0, 1",
    "visitor_id, c0ffee, 8, 0, 1",
    "phone_prefix, +1415, 2, 0, 1"
  })
  void countsTheMessagesOfThirtyDays(
      String kind, String value, long hit, long rejected, long senders) {
    seen("ip", "203.0.113.7", 4, 1);
    seen("ip", "203.0.113.7", 100, 40);
    seen("ip", "203.0.113.9", 3, 2);
    seen("ip", "2001:db8::7", 2, 2);
    seen("email", "eve@example.org", 3, 1);
    seen("email", "bob@sub.example.org", 1, 1);
    seen("email", "eve@notexample.org", 50, 1);
    seen("visitor_id", "c0ffee", 8, 0);
    seen("phone", "+14155552671", 2, 0);
    blocked("203.0.113.7", "eve@example.org", false);
    blocked("203.0.113.7", "eve@example.org", true);

    JsonObject messages = preview(kind, value).getJsonObject("messages");

    assertEquals(List.of(hit, rejected, senders), figures(messages, "senders"));
  }

  @Test
  void beyondItsBoundItSaysThatThereIsMore() {
    api.store.sql(
        "INSERT INTO call_record (day, account_id, call_control_id, organisation_id, line_id,"
            + " started_at, decided_at, from_number, caller_id, reason, entry_id, observed,"
            + " outcome, deliveries) SELECT (now() AT TIME ZONE 'UTC')::date, 1, 'many-' || n, id,"
            + " 1, now(), now(), '+1415' || (5550000 + n % 100), 'known', 'no_match', 0, false,"
            + " 'forwarded', 1 FROM organisation, generate_series(1, "
            + (PreviewStore.MOST + 10)
            + ") n WHERE slug = '"
            + slug
            + "'");

    for (JsonObject calls :
        List.of(
            preview("phone_prefix", "+1415").getJsonObject("calls"),
            preview("country", "US").getJsonObject("calls"))) {
      assertTrue(calls.getBoolean("at_least"));
      assertTrue(calls.getLong("hit") >= PreviewStore.MOST);
      assertEquals(100, calls.getLong("numbers"));
    }
  }

  @Test
  void saysWhyItCannotCount() {
    JsonObject email = preview("email", "eve@example.org");
    JsonObject voice =
        preview(
            new JsonObject()
                .put("kind", "phone")
                .put("value", "+14155552671")
                .put("channels", new JsonArray().add("voice")));

    assertNull(email.getValue("calls"));
    assertNotNull(email.getJsonObject("reasons").getString("calls"));
    assertNotNull(email.getJsonObject("reasons").getString("whitelisted_visitors"));
    assertNull(voice.getValue("messages"));
    assertNotNull(voice.getJsonObject("reasons").getString("messages"));
    assertNotNull(voice.getJsonObject("calls"));
  }

  @Test
  void saysWhatHoldsItAlreadyAndWhatLiesInIt() {
    final long wide = add("/v1/bans", "phone_prefix", "+1415");
    final long inside = add("/v1/bans", "phone", "+14155552671");
    final long narrower = add("/v1/bans", "phone_prefix", "+1415555");
    final long allowed = add("/v1/allows", "phone", "+14155550199");
    add("/v1/bans", "phone", "+14165552671");

    JsonObject preview = preview("phone_prefix", "+14155");

    assertEquals(List.of(wide), ids(preview.getJsonArray("already_covered_by")));
    JsonObject covers = preview.getJsonObject("would_cover");
    assertEquals(2, covers.getLong("entries"));
    assertEquals(List.of(inside, narrower), ids(covers.getJsonArray("examples")));
    assertEquals(List.of(allowed), ids(preview.getJsonArray("conflicts")));
    assertEquals(
        List.of(inside, narrower, wide),
        ids(preview("phone", "+14155552671").getJsonArray("already_covered_by")));
    assertEquals(List.of(allowed), ids(preview("phone", "+14155550199").getJsonArray("conflicts")));
  }

  @Test
  void aMoreExactAllowEntryHidesWhatHoldsItAndIsWhatTheBanOverrides() {
    final long wide = add("/v1/bans", "ip", "203.0.113.0/24");
    final long allowed = add("/v1/allows", "ip", "203.0.113.64/26");
    add("/v1/bans", "country", "US");
    final long spared = add("/v1/allows", "phone_prefix", "+1415");

    JsonObject inside = preview("ip", "203.0.113.70");

    assertEquals(List.of(), ids(inside.getJsonArray("already_covered_by")));
    assertEquals(List.of(allowed), ids(inside.getJsonArray("conflicts")));
    JsonObject beside = preview("ip", "203.0.113.7");
    assertEquals(List.of(wide), ids(beside.getJsonArray("already_covered_by")));
    assertEquals(List.of(), ids(beside.getJsonArray("conflicts")));
    JsonObject number = preview("phone", "+14155552671");
    assertEquals(List.of(), ids(number.getJsonArray("already_covered_by")));
    assertEquals(List.of(spared), ids(number.getJsonArray("conflicts")));
  }

  private static List<Long> ids(JsonArray entries) {
    return entries.stream().map(entry -> ((JsonObject) entry).getLong("id")).toList();
  }

  @Test
  void findsWhatLiesInNetworksDomainsAndCountries() {
    final long address = add("/v1/bans", "ip", "203.0.113.7");
    final long block = add("/v1/bans", "ip", "203.0.113.128/25");
    final long email = add("/v1/bans", "email", "eve@sub.example.org");
    final long number = add("/v1/bans", "phone", "+442079460018");
    add("/v1/bans", "ip", "198.51.100.7");
    add("/v1/bans", "email", "eve@notexample.org");

    assertEquals(List.of(address, block), covered(preview("ip", "203.0.113.0/24")));
    assertEquals(List.of(email), covered(preview("email_domain", "example.org")));
    assertEquals(List.of(number), covered(preview("country", "GB")));
  }

  private static List<Long> covered(JsonObject preview) {
    return ids(preview.getJsonObject("would_cover").getJsonArray("examples"));
  }

  @Test
  void saysWhatItWouldSpare() {
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, slug FROM organisation"
            + " WHERE slug = '"
            + slug
            + "'",
        "INSERT INTO line (organisation_id, account_id, number) SELECT organisation_id, id,"
            + " '+14155550100' FROM account WHERE slug = '"
            + slug
            + "'");
    add("/v1/protected", "phone", "+14155550177");
    api.load();

    JsonArray spared = preview("phone_prefix", "+1415").getJsonArray("protected");

    assertEquals(
        List.of("protected +14155550177", "line +14155550100"),
        spared.stream()
            .map(JsonObject.class::cast)
            .map(one -> one.getString("by") + " " + one.getString("value"))
            .toList());
  }

  @Test
  void refusesWhatABanRefusesButAsksForNoConfirmationAndNoReason() {
    add("/v1/protected", "phone_prefix", "+1415");
    String reader = api.addKey(slug, slug + "-reader", null, "bans:read");
    for (String[] value :
        new String[][] {
          {"phone", "911"}, {"phone", "+14155552671"}, {"ip", "0.0.0.0/4"}, {"email", "eve"},
        }) {
      JsonObject body = new JsonObject().put("kind", value[0]).put("value", value[1]);
      Reply preview = api.post(key, "/v1/bans/preview", body);
      Reply ban = api.post(key, "/v1/bans", body.copy().put("reason", "x"));

      assertEquals(422, preview.status());
      assertEquals(ban.detail("/value"), preview.detail("/value"));
    }
    JsonObject country = new JsonObject().put("kind", "country").put("value", "fr");
    Reply wide = api.post(reader, "/v1/bans/preview", country);
    assertEquals(200, wide.status());
    assertTrue(wide.json().getJsonObject("understood").getBoolean("needs_confirm"));
    assertEquals("FR", wide.json().getJsonObject("understood").getString("value"));
  }

  @Test
  void writesNothing() {
    String before = api.written();

    preview("phone_prefix", "+1415");

    assertEquals(before, api.written());
  }

  @Test
  void anotherOrganisationsCallsAndMessagesAreNotCounted() {
    call("x", "+14155552671", "forwarded", 1);
    seen("phone", "+14155552671", 1, 1);
    newOrganisation();

    JsonObject preview = preview("phone", "+14155552671");

    assertEquals(List.of(0L, 0L, 0L), figures(preview.getJsonObject("calls"), "numbers"));
    assertEquals(List.of(0L, 0L, 0L), figures(preview.getJsonObject("messages"), "senders"));
  }
}
