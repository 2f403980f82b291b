package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.api.RecordRows.Odd;
import io.ringfence.domain.CallRecord.Outcome;
import io.ringfence.domain.Reason;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of calls, and bans made of one. */
final class CallListIT {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static TestApi api;
  private static int organisations;
  private String slug;
  private String key;
  private RecordRows rows;

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
    slug = "calls-" + ++organisations;
    api.store.organisation(slug);
    rows = RecordRows.of(api.store, slug);
    key = api.addKey(slug, slug, null, "calls:read", "bans:read", "bans:write");
  }

  private static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private List<String> calls(String query) {
    Reply page = api.get(key, "/v1/calls" + query);
    assertEquals(200, page.status(), page.text());
    return RecordRows.of(page, "call_control_id");
  }

  private String idOf(String callControlId) {
    Reply page = api.get(key, "/v1/calls?call_control_id=" + callControlId);
    return RecordRows.of(page, "id").get(0);
  }

  @Test
  void showsWhatBecameOfACallAndTheBodyOfABan() {
    rows.call("v3:a", NOW, Odd.REJECTED);

    JsonObject call = api.get(key, "/v1/calls").json().getJsonArray("data").getJsonObject(0);

    assertEquals("v3:a", call.getString("call_control_id"));
    assertEquals(slug, call.getString("account"));
    assertTrue(call.getString("line").startsWith("line_"));
    assertEquals("+14155552671", call.getString("from"));
    assertEquals("(415) 555-2671", call.getString("from_raw"));
    assertEquals("reject", call.getString("decision"));
    assertEquals("ban_phone", call.getString("reason"));
    assertEquals(7, call.getInteger("entry"));
    assertEquals("rejected", call.getString("outcome"));
    assertEquals(NOW.toString(), call.getString("started_at"));
    assertEquals("phone", call.getJsonObject("ban").getString("kind"));
    assertEquals("+14155552671", call.getJsonObject("ban").getString("value"));
    assertNull(call.getString("ban_not_possible"));
    assertEquals(call, api.get(key, "/v1/calls/" + call.getString("id")).json());
  }

  @Test
  void goesThroughAllDaysInPagesNewestFirst() {
    List<String> written = new ArrayList<>();
    for (int days : new int[] {0, 0, 1, 2, 5, 9, 10, 11, 40, 42, 43, 300}) {
      String id = "c" + written.size();
      rows.call(id, daysAgo(days), Odd.REJECTED);
      written.add(id);
    }
    List<String> seen = new ArrayList<>();

    String next = "";
    while (next != null) {
      Reply page = api.get(key, "/v1/calls?limit=5" + next);
      List<String> some = RecordRows.of(page, "call_control_id");
      assertTrue(some.size() <= 5 && (!some.isEmpty() || seen.size() == 12), page.text());
      seen.addAll(some);
      String cursor = page.json().getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }

    // The first two are of one moment: their order is any, and the same on each page.
    assertEquals(List.of("c0", "c1"), seen.subList(0, 2).stream().sorted().toList());
    assertEquals(written.subList(2, 12), seen.subList(2, 12));
    assertEquals(12, seen.size());
  }

  @ParameterizedTest
  @CsvSource({
    "from=(415) 555-2671, a",
    "from=+14155552672, b",
    "raw=anonymous, c",
    "to=(500) 555-0001, a b c",
    "to=+15005550009, ''",
    "decision=reject, a",
    "decision=forward, b c",
    "outcome=forwarded, b c",
    "reason=ban_phone, a",
    "entry=7, a",
    "entry=8, ''",
    "observed=true, ''",
    "observed=false, a b c",
    "call_control_id=b, b",
    "line=line_none, ''",
    "from=+14155552672&outcome=rejected, ''"
  })
  void findsWhatIsAskedFor(String query, String expected) {
    rows.call("a", NOW, Odd.REJECTED);
    rows.call("b", daysAgo(3), Odd.of("+14155552672"));
    rows.call("c", daysAgo(50), Odd.WITHHELD);
    int equals = query.indexOf('=');
    String encoded =
        query.contains("&")
            ? query.replace("+", "%2B")
            : query.substring(0, equals + 1)
                + URLEncoder.encode(query.substring(equals + 1), StandardCharsets.UTF_8);

    List<String> found = calls("?" + encoded);

    assertEquals(expected, String.join(" ", found));
  }

  @Test
  void findsTheCallsOfALineAndOfATime() {
    rows.call("a", NOW, Odd.REJECTED);
    rows.call("b", daysAgo(3), Odd.REJECTED);
    rows.call("c", daysAgo(60), Odd.REJECTED);
    String line = api.store.query("SELECT public_id FROM line WHERE id = " + rows.line()).get(0);

    assertEquals(List.of("a", "b", "c"), calls("?line=" + line));
    assertEquals(List.of("a", "b"), calls("?since=" + daysAgo(3)));
    assertEquals(List.of("c"), calls("?until=" + daysAgo(3)));
    assertEquals(List.of("b"), calls("?since=" + daysAgo(3) + "&until=" + NOW));
    assertEquals(List.of(), calls("?since=" + daysAgo(2) + "&until=" + daysAgo(1)));
  }

  /** More rows than one statement looks through, and what is asked for behind all of them. */
  @Test
  void findsWhatIsRareAmongVeryManyWithoutOneLongStatement() {
    rows.call("rare", daysAgo(1), Odd.WITHHELD);
    api.store.sql(
        "INSERT INTO call_record (day, account_id, call_control_id, organisation_id, line_id,"
            + " started_at, decided_at, caller_id, reason, entry_id, observed, outcome, deliveries)"
            + " SELECT (at AT TIME ZONE 'UTC')::date, 1, i::text, "
            + rows.organisation()
            + ", 1, at, at, 'known', 'no_match', 0, false, 'forwarded', 1 FROM (SELECT i, timestamptz '"
            + NOW
            + "' - i * interval '1 millisecond' AS at FROM generate_series(0, 44999) i) x");

    List<String> found = calls("?raw=anonymous");

    assertEquals(List.of("rare"), found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=nonsense",
        "from=anonymous",
        "since=yesterday",
        "until=2026-11-21",
        "decision=both",
        "outcome=gone",
        "entry=0",
        "observed=maybe",
        "organisation=all",
        "cursor=AAAA"
      })
  void pointsAtAFilterThatCannotBeUsed(String query) {
    Reply refused = api.get(key, "/v1/calls?" + query);

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of("/query/" + query.split("=")[0]), refused.pointers());
  }

  @Test
  void aCursorIsForItsFiltersOnly() {
    rows.call("a", NOW, Odd.REJECTED);
    rows.call("b", daysAgo(1), Odd.REJECTED);
    String next = api.get(key, "/v1/calls?limit=1").json().getString("next");

    Reply refused = api.get(key, "/v1/calls?limit=1&outcome=rejected&cursor=" + next);

    assertEquals(List.of("/query/cursor"), refused.pointers());
  }

  @Test
  void anotherOrganisationsCallIsNotThere() {
    rows.call("a", NOW, Odd.REJECTED);
    String other = api.organisation(slug + "-other", "admin");
    String id = idOf("a");

    assertEquals(404, api.get(other, "/v1/calls/" + id).status());
    assertEquals(List.of(), RecordRows.of(api.get(other, "/v1/calls"), "id"));
    Reply ban = api.post(other, "/v1/bans", ofCall(id));
    assertEquals(List.of("/call"), ban.pointers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call_",
        "call_!",
        "call_AAAA",
        "call_AABRIAAAAAE",
        "call_gAAAAAAAAAFh",
        "call_f____wAAAAFh",
        "call_AABRIAAAAAEA",
        "call_AABRIAAAAAFh"
      })
  void anIdOfNothingIsNotThere(String id) {
    assertEquals(404, api.get(key, "/v1/calls/" + id).status());
  }

  @Test
  void callsThatNoLineNamedAreTheOperators() {
    new RecordRows(api.store, 0, 0).call("nobodys", NOW, Odd.REJECTED);

    Reply operators = api.get(TestApi.BOOTSTRAP, "/v1/calls?organisation=none");
    Reply others = api.get(key, "/v1/calls?organisation=none");

    assertEquals(List.of("nobodys"), RecordRows.of(operators, "call_control_id"));
    String id = RecordRows.of(operators, "id").get(0);
    String one = "/v1/calls/" + id;
    assertEquals(200, api.get(TestApi.BOOTSTRAP, one + "?organisation=none").status());
    assertEquals(404, api.get(TestApi.BOOTSTRAP, one).status());
    assertEquals(403, others.status());
    assertEquals(List.of(), calls(""));
  }

  private static JsonObject ofCall(String id) {
    return new JsonObject().put("call", id).put("reason", "Rings at night");
  }

  @Test
  void bansTheCallerOfACall() {
    rows.call("v3:a", NOW, Odd.REJECTED);
    String id = idOf("v3:a");

    Reply made =
        api.post(
            key,
            "/v1/bans",
            ofCall(id).put("context", new JsonObject().put("ticket", 9).put("to", "mine")));

    assertEquals(201, made.status(), made.text());
    JsonObject ban = made.json();
    assertEquals("phone", ban.getString("kind"));
    assertEquals("+14155552671", ban.getString("value"));
    assertEquals("(415) 555-2671", ban.getString("raw"));
    assertEquals(id, ban.getJsonObject("context").getString("call"));
    assertEquals("v3:a", ban.getJsonObject("context").getString("call_control_id"));
    assertEquals(9, ban.getJsonObject("context").getInteger("ticket"));
    assertEquals("+15005550001", ban.getJsonObject("context").getString("to"));
  }

  @Test
  void theReadyBodyOfABanMakesTheSame() {
    rows.call("v3:a", NOW, Odd.REJECTED);
    JsonObject body = api.get(key, "/v1/calls/" + idOf("v3:a")).json().getJsonObject("ban").copy();

    Reply made = api.post(key, "/v1/allows", body.put("reason", "A customer"));

    assertEquals(201, made.status(), made.text());
    assertEquals(idOf("v3:a"), made.json().getJsonObject("context").getString("call"));
  }

  @ParameterizedTest
  @CsvSource({"withheld, withheld", "short, short", "unreadable, no number"})
  void saysWhyACallerCannotBeBanned(String callerId, String says) {
    Odd odd = new Odd(null, "112", callerId, Reason.NO_MATCH, 0, Outcome.FORWARDED);
    rows.call("a", NOW, odd);

    Reply refused = api.post(key, "/v1/bans", ofCall(idOf("a")));

    assertEquals(List.of("/call"), refused.pointers(), refused.text());
    assertTrue(refused.detail("/call").contains(says), refused.text());
    JsonObject call = api.get(key, "/v1/calls/" + idOf("a")).json();
    assertNull(call.getJsonObject("ban"));
    assertEquals(callerId, call.getString("ban_not_possible"));
  }

  @Test
  void oneOfOnesOwnLinesCannotBeBanned() {
    String line = api.store.query("SELECT number FROM line WHERE id = " + rows.line()).get(0);
    rows.call("a", NOW, Odd.of(line));

    Reply refused = api.post(key, "/v1/bans", ofCall(idOf("a")));

    assertEquals(List.of("/call"), refused.pointers(), refused.text());
    JsonObject call = api.get(key, "/v1/calls/" + idOf("a")).json();
    assertEquals("protected", call.getString("ban_not_possible"));
  }

  @Test
  void refusesWhatCannotStandBesideACall() {
    rows.call("a", NOW, Odd.REJECTED);
    JsonObject body = ofCall(idOf("a"));

    Reply both = api.post(key, "/v1/bans", body.copy().put("value", "x").put("message", "msg_1"));
    Reply kind = api.post(key, "/v1/bans", body.copy().put("kind", "ip"));
    Reply neither = api.post(key, "/v1/bans", new JsonObject().put("reason", "x"));
    JsonObject items = new JsonObject().put("entries", List.of(body));
    Reply bulk = api.post(key, "/v1/bans/bulk", items);

    assertEquals(List.of("/value", "/message"), both.pointers());
    assertEquals(List.of("/kind"), kind.pointers());
    assertEquals(List.of("/kind", "/value"), neither.pointers());
    assertEquals(200, bulk.status());
    assertEquals(422, bulk.json().getJsonArray("results").getJsonObject(0).getInteger("status"));
  }

  @Test
  void whoMayNotReadCallsCannotBanByOne() {
    rows.call("a", NOW, Odd.REJECTED);
    String id = idOf("a");
    String blind = api.addKey(slug, slug + "-blind", null, "bans:write");
    String before = api.written();

    Reply refused = api.post(blind, "/v1/bans", ofCall(id));

    assertEquals(403, refused.status());
    assertEquals(403, api.get(blind, "/v1/calls").status());
    assertEquals(before, api.written());
  }

  @Test
  void aRepeatedRequestIsTheSameBan() {
    rows.call("a", NOW, Odd.REJECTED);
    JsonObject body = ofCall(idOf("a"));

    Reply first = api.post(key, "/v1/bans", body, "Idempotency-Key", "once");
    Reply second = api.post(key, "/v1/bans", body, "Idempotency-Key", "once");

    assertEquals(201, second.status(), second.text());
    assertEquals(first.text(), second.text());
    assertNotEquals(first.header("X-Request-Id"), second.header("X-Request-Id"));
  }
}
