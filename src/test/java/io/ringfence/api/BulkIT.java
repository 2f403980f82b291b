package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many entries in one request over HTTP. */
final class BulkIT {
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
    slug = "bulk-" + ++organisations;
    key = api.organisation(slug, "bans:read", "bans:write", "checks");
  }

  private static JsonObject body(Object... items) {
    return new JsonObject().put("entries", new JsonArray(List.of(items)));
  }

  private Reply ban(Object... items) {
    return api.post(key, "/v1/bans/bulk", body(items));
  }

  private static JsonObject result(Reply reply, int index) {
    JsonObject result = reply.json().getJsonArray("results").getJsonObject(index);
    assertEquals(index, result.getInteger("index"));
    return result;
  }

  private static List<Integer> statuses(Reply reply) {
    return reply.json().getJsonArray("results").stream()
        .map(result -> ((JsonObject) result).getInteger("status"))
        .toList();
  }

  private static List<String> pointers(Reply reply, int index) {
    return result(reply, index).getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  private boolean blocked(String number) {
    JsonObject check = new JsonObject().put("phone", number);
    return api.post(key, "/v1/checks", check).json().getBoolean("blocked");
  }

  private JsonObject operation(Reply reply) {
    return api.get(key, "/v1/operations/" + reply.json().getString("operation")).json();
  }

  @Test
  void answersForEachItemAsForARequestOfItsOwn() {
    JsonObject alone = api.post(key, "/v1/bans", phone("+14155550001")).json();

    Reply reply =
        ban(
            phone("+14155550001"),
            entry("phone_prefix", "+1212", Map.of("for", "30d")),
            phone("(415) 555-0003"));

    assertEquals(200, reply.status());
    assertEquals(List.of(200, 201, 201), statuses(reply));
    assertEquals(
        alone.put("outcome", "unchanged").put("warnings", new JsonArray()),
        result(reply, 0).getJsonObject("entry"));
    assertEquals("+14155550003", result(reply, 2).getJsonObject("entry").getString("value"));
    assertEquals("created", result(reply, 2).getJsonObject("entry").getString("outcome"));
    assertTrue(blocked("+12125550100"));
    assertTrue(blocked("+14155550003"));
    assertNull(reply.json().getJsonObject("effective"));
  }

  @Test
  void oneWrongItemStopsNoOther() {
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, slug FROM organisation WHERE slug = '"
            + slug
            + "'",
        "INSERT INTO line (organisation_id, account_id, number) SELECT o.id, a.id, '+1415555"
            + (8000 + organisations)
            + "' FROM organisation o, account a WHERE o.slug = '"
            + slug
            + "' AND a.organisation_id = o.id");
    api.load();

    Reply reply =
        ban(
            phone("+14155550011"),
            phone("112"),
            entry("phone", "+14155550012", Map.of("colour", "red")),
            "no object",
            new JsonObject().put("kind", "phone"),
            entry("phone", "+14155550013", Map.of("note", "a\u0000b")),
            phone("+1415555" + (8000 + organisations)),
            entry("phone", "+14155550014", Map.of("until", "2001-01-01T00:00:00Z")),
            phone("+14155550015"));

    assertEquals(List.of(201, 422, 422, 422, 422, 422, 422, 422, 201), statuses(reply));
    assertEquals(List.of("/value"), pointers(reply, 1));
    assertEquals(List.of("/colour"), pointers(reply, 2));
    assertEquals(List.of(""), pointers(reply, 3));
    assertEquals(List.of("/value", "/reason"), pointers(reply, 4));
    assertEquals(List.of("/note"), pointers(reply, 5));
    assertEquals(List.of("/value"), pointers(reply, 6));
    assertEquals(List.of("/until"), pointers(reply, 7));
    assertTrue(blocked("+14155550015"));
    assertEquals(
        new JsonObject(
            "{\"asked\":9,\"created\":2,\"extended\":0,\"unchanged\":0,\"refused\":7,"
                + "\"lifted\":0,\"taken_back\":0,\"left\":0}"),
        operation(reply).getJsonObject("counts"));
  }

  @Test
  void whereAllIsWrongNothingIsWrittenButTheOperation() {
    Reply reply = ban(phone("112"), "x");

    assertEquals(200, reply.status());
    assertEquals(List.of(422, 422), statuses(reply));
    assertEquals(2, operation(reply).getJsonObject("counts").getInteger("refused"));
    assertEquals(0, api.get(key, "/v1/bans").json().getJsonArray("data").size());
  }

  @Test
  void aValueTwiceInOneBodyIsStrengthenedAsByTwoRequests() {
    Reply reply =
        ban(
            entry("phone", "+14155550021", Map.of("for", "1h", "channels", List.of("voice"))),
            entry("phone", "(415) 555-0021", Map.of("for", "1h", "channels", List.of("voice"))),
            entry("phone", "+14155550021", Map.of("channels", List.of("sms"), "reason", "Again")),
            entry("phone", "+14155550021", Map.of("for", "2h", "channels", List.of("sms"))));

    assertEquals(List.of(201, 200, 200, 200), statuses(reply));
    JsonObject last = result(reply, 3).getJsonObject("entry");
    assertEquals("unchanged", last.getString("outcome"));
    assertEquals("extended", result(reply, 2).getJsonObject("entry").getString("outcome"));
    assertEquals("Spammer", last.getString("reason"));
    assertNull(last.getString("until"));
    assertEquals(new JsonArray().add("voice").add("sms"), last.getJsonArray("channels"));
    assertEquals(1, api.get(key, "/v1/bans").json().getJsonArray("data").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/entries",
        "{\"entries\":[]}|/entries",
        "{\"entries\":{}}|/entries",
        "{\"entries\":null}|/entries",
        "{\"entries\":[1],\"more\":1}|/more",
        "[]|''"
      })
  void refusesABodyThatIsNoList(String body, String pointer) {
    String before = api.written();

    Reply refused = api.send(key, "POST", "/v1/bans/bulk", body);

    assertEquals(422, refused.status());
    assertEquals(List.of(pointer), refused.pointers());
    assertEquals(before, api.written());
    assertEquals(0, api.get(key, "/v1/operations").json().getJsonArray("data").size());
  }

  @Test
  void refusesMoreThanTenThousand() {
    String body = "{\"entries\":[" + "1,".repeat(10_000) + "1]}";

    Reply refused = api.send(key, "POST", "/v1/bans/bulk", body);

    assertEquals(422, refused.status());
    assertEquals("must hold at most 10000", refused.detail("/entries"));
  }

  @Test
  void takesEightMebibytesAndOneByteMoreIsTooLarge() {
    String body = body(phone("+14155550031")).encode();
    String full = body + " ".repeat(8 * 1024 * 1024 - body.length());

    assertEquals(200, api.send(key, "POST", "/v1/bans/bulk", full).status());
    Reply refused = api.send(key, "POST", "/v1/bans/bulk", full + " ");

    assertEquals(413, refused.status());
    assertEquals("The body has more than 8388608 bytes.", refused.json().getString("detail"));
    assertEquals(413, api.send(key, "POST", "/v1/bans", " ".repeat((1 << 20) + 1)).status());
  }

  @Test
  void writesTenThousandInOneRequest() {
    Object[] items =
        IntStream.range(0, 10_000)
            .mapToObj(n -> n % 1_000 == 999 ? phone("112") : phone("+1303" + (5_550_000 + n)))
            .toArray();

    Reply reply = ban(items);

    assertEquals(200, reply.status());
    List<Integer> statuses = statuses(reply);
    assertEquals(10_000, statuses.size());
    for (int i = 0; i < items.length; i++) {
      assertEquals(i % 1_000 == 999 ? 422 : 201, statuses.get(i));
    }
    api.load();
    assertTrue(blocked("+13035550000"));
    assertTrue(blocked("+13035559998"));
    JsonObject counts = operation(reply).getJsonObject("counts");
    assertEquals(9_990, counts.getInteger("created"));
    assertEquals(10, counts.getInteger("refused"));
    assertEquals(
        List.of("9990"),
        api.store.query(
            "SELECT count(*) FROM entry_version WHERE operation = '"
                + reply.json().getString("operation")
                + "'"));
    assertEquals(
        List.of("9990 1"),
        api.store.query(
            "SELECT count(*) FILTER (WHERE action = 'ban.created') || ' '"
                + " || count(*) FILTER (WHERE action = 'operation.created')"
                + " FROM audit_log l JOIN organisation o ON o.id = l.organisation_id AND o.slug = '"
                + slug
                + "'"));
  }

  @Test
  void allowsInBulkToo() {
    ban(entry("phone_prefix", "+1415555", Map.of()));

    Reply reply = api.post(key, "/v1/allows/bulk", body(phone("+14155550041")));

    assertEquals(List.of(201), statuses(reply));
    assertEquals("allow", result(reply, 0).getJsonObject("entry").getString("effect"));
    assertEquals("allow", operation(reply).getString("effect"));
    assertFalse(blocked("+14155550041"));
    assertTrue(blocked("+14155550042"));
  }

  @Test
  void warnsAsASingleRequestDoes() {
    JsonObject prefix = api.post(key, "/v1/bans", entry("phone_prefix", "+1415", Map.of())).json();
    JsonObject allow = api.post(key, "/v1/allows", phone("+14155550051")).json();

    Reply reply = ban(phone("+14155550051"), phone("+12125550052"), phone("+14155550053"));

    assertEquals(
        new JsonArray()
            .add(
                new JsonObject()
                    .put("code", "overridden_by_allow")
                    .put("entry", allow.getLong("id"))),
        result(reply, 0).getJsonObject("entry").getJsonArray("warnings"));
    assertEquals(new JsonArray(), result(reply, 1).getJsonObject("entry").getJsonArray("warnings"));
    assertEquals(
        new JsonArray()
            .add(
                new JsonObject().put("code", "already_covered").put("entry", prefix.getLong("id"))),
        result(reply, 2).getJsonObject("entry").getJsonArray("warnings"));
  }

  @Test
  void auditsEachRepeatWithItsReason() {
    Reply first = ban(phone("+14155550054"), phone("+14155550054"), phone("+14155550055"));
    Reply second =
        ban(
            entry("phone", "+14155550055", Map.of("reason", "Again")),
            phone("+14155550056"),
            entry("phone", "+14155550054", Map.of("reason", "Too", "for", "1d")));

    assertEquals(
        List.of(
            "%s Spammer %s".formatted(entryId(first, 1), operation(first).getString("id")),
            "%s Again %s".formatted(entryId(first, 2), operation(second).getString("id")),
            "%s Too %s".formatted(entryId(first, 0), operation(second).getString("id"))),
        api.store.query(
            "SELECT replace(l.target, 'entry:', '') || ' ' || (d.detail->>'reason') || ' '"
                + " || (d.detail->>'operation') FROM audit_log l"
                + " JOIN audit_detail d USING (organisation_id, seq)"
                + " JOIN organisation o ON o.id = l.organisation_id AND o.slug = '"
                + slug
                + "' WHERE l.action = 'ban.repeated' ORDER BY l.seq"));
  }

  @Test
  void anObservedItemChangesNothingOfAnEarlierOneInEarnest() {
    String far = "2099-01-01T00:00:00Z";
    JsonArray voice = new JsonArray().add("voice");
    ban(entry("phone", "+14155550057", Map.of("until", far, "channels", voice)));

    Reply reply =
        ban(
            entry("phone", "+14155550057", Map.of("observe", true)),
            entry("phone", "+14155550058", Map.of("observe", true, "channels", voice)),
            entry("phone", "+14155550058", Map.of("until", far, "channels", voice)),
            entry("phone", "+14155550059", Map.of("until", far, "channels", voice)),
            entry("phone", "+14155550059", Map.of("observe", true)));

    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      outcomes.add(result(reply, i).getJsonObject("entry").getString("outcome"));
    }
    assertEquals(List.of("unchanged", "created", "extended", "created", "unchanged"), outcomes);
    for (int i : new int[] {0, 3, 4}) {
      JsonObject entry = result(reply, i).getJsonObject("entry");
      assertEquals(far, entry.getString("until"));
      assertEquals(voice, entry.getJsonArray("channels"));
      assertFalse(entry.getBoolean("observe"));
    }
    JsonObject both = result(reply, 2).getJsonObject("entry");
    assertNull(both.getString("until"));
    assertFalse(both.getBoolean("observe"));
  }

  private static long entryId(Reply reply, int i) {
    return result(reply, i).getJsonObject("entry").getLong("id");
  }

  @Test
  void saysOnceWhereAllOfItIsInForce() {
    JsonObject body = body(phone("+14155550061"), phone("112"), phone("+14155550062"));

    Reply reply = api.post(key, "/v1/bans/bulk?wait=2s", body);

    assertEquals(1, reply.json().getJsonObject("effective").getInteger("nodes"));
    assertNull(result(reply, 0).getJsonObject("entry").getJsonObject("effective"));
  }

  @Test
  void listsOperationsNewestFirstAndOnlyOnesOwn() {
    List<String> made = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      made.add(0, ban(phone("+1415555007" + n)).json().getString("operation"));
    }

    Reply first = api.get(key, "/v1/operations?limit=2");
    Reply second = api.get(key, "/v1/operations?limit=2&cursor=" + first.json().getString("next"));

    List<String> listed = new ArrayList<>();
    for (Reply page : List.of(first, second)) {
      page.json().getJsonArray("data").forEach(o -> listed.add(((JsonObject) o).getString("id")));
    }
    assertEquals(made, listed);
    assertNull(second.json().getString("next"));
    assertEquals(404, api.get(BOOTSTRAP, "/v1/operations/" + made.get(0)).status());
    assertEquals(404, api.get(key, "/v1/operations/41").status());
  }

  @Test
  void anEntryChangedLaterNoLongerNamesTheOperation() {
    Reply reply = ban(phone("+14155550081"), phone("+14155550082"));
    long id = result(reply, 0).getJsonObject("entry").getLong("id");

    api.delete(key, "/v1/bans/" + id);

    String operation = reply.json().getString("operation");
    assertEquals(
        List.of(operation, "none"),
        api.store.query(
            "SELECT coalesce(operation, 'none') FROM entry_version WHERE entry_id = "
                + id
                + " ORDER BY seq"));
    assertEquals(
        List.of("+14155550082"),
        api.store.query("SELECT value FROM entry WHERE operation = '" + operation + "'"));
  }

  @Test
  void needsThePermissionToWrite() {
    String reader = api.addKey(slug, slug + "-reader", null, "bans:read");

    assertEquals(403, api.post(reader, "/v1/bans/bulk", body(phone("+14155550091"))).status());
    assertEquals(200, api.get(reader, "/v1/operations").status());
  }
}
