package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bans and allows over HTTP, from creation to history. */
final class EntriesIT {
  private static final List<String> MEMBERS =
      List.of(
          "id",
          "effect",
          "kind",
          "value",
          "raw",
          "reason",
          "note",
          "channels",
          "until",
          "observe",
          "source",
          "visitor",
          "created_at",
          "created_by",
          "requested_by",
          "reference",
          "context",
          "lifted_at",
          "lifted_by",
          "hits",
          "last_hit_at",
          "revision");

  private static TestApi api;
  private static int organisations;
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
    key = api.organisation("entries-" + ++organisations, "bans:read", "bans:write", "checks");
  }

  private JsonObject ban(String number) {
    return api.post(key, "/v1/bans", phone(number)).json();
  }

  private List<Long> ids(Reply page) {
    List<Long> ids = new ArrayList<>();
    page.json().getJsonArray("data").forEach(one -> ids.add(((JsonObject) one).getLong("id")));
    return ids;
  }

  private boolean isBlocked(String number) {
    return api.post(key, "/v1/checks", new JsonObject().put("phone", number))
        .json()
        .getBoolean("blocked");
  }

  @Test
  void createsABanWithEverythingThatIsAsked() {
    JsonObject asked =
        entry(
            "phone",
            "(415) 555-2671",
            Map.of(
                "note",
                "nine times",
                "channels",
                new JsonArray().add("sms").add("voice"),
                "until",
                "2099-01-31T02:00:00.1234567+02:00",
                "observe",
                true,
                "requested_by",
                new JsonObject().put("id", "u-7").put("name", "Zoë"),
                "reference",
                "https://desk.example.com/ticket/9",
                "context",
                new JsonObject().put("conversation", "c-17").put("n", 3)));

    Reply created = api.post(key, "/v1/bans", asked);

    assertEquals(201, created.status());
    JsonObject ban = created.json();
    List<String> members = new ArrayList<>(MEMBERS);
    members.addAll(List.of("outcome", "warnings"));
    assertEquals(members, List.copyOf(ban.fieldNames()));
    assertEquals("created", ban.getString("outcome"));
    assertEquals("ban", ban.getString("effect"));
    assertEquals("+14155552671", ban.getString("value"));
    assertEquals("(415) 555-2671", ban.getString("raw"));
    assertEquals(List.of("voice", "sms"), ban.getJsonArray("channels").getList());
    assertEquals("2099-01-31T00:00:00.123Z", ban.getString("until"));
    assertTrue(ban.getBoolean("observe"));
    assertEquals("list", ban.getString("source"));
    assertEquals("entries-" + organisations, ban.getString("created_by"));
    assertEquals("Zoë", ban.getJsonObject("requested_by").getString("name"));
    assertNull(ban.getJsonObject("requested_by").getString("email"));
    assertEquals(asked.getJsonObject("context"), ban.getJsonObject("context"));
    assertEquals("/v1/bans/" + ban.getLong("id"), created.header("Location"));
    JsonObject read = api.get(key, created.header("Location")).json();
    assertEquals(MEMBERS, List.copyOf(read.fieldNames()));
    assertEquals(ban.getLong("id"), read.getLong("id"));
  }

  @Test
  void aBanIsInForceWhenItIsAnswered() {
    ban("+14155552671");

    assertTrue(isBlocked("0014155552671"));
  }

  @Test
  void aBanIsAnsweredThoughThisNodeCannotFollow() {
    Function<Revision, Future<Void>> follows = api.applied;
    List<Function<Revision, Future<Void>>> stuck =
        List.of(
            revision -> Promise.<Void>promise().future(),
            revision -> Future.failedFuture("lost"),
            revision -> {
              throw new IllegalStateException("stopped");
            });
    for (int i = 0; i < stuck.size(); i++) {
      api.applied = stuck.get(i);
      assertEquals(201, api.post(key, "/v1/bans", phone("+1415555268" + i)).status());
    }
    api.applied = follows;

    ban("+14155552671");

    assertTrue(isBlocked("+14155552680"));
  }

  @Test
  void repeatingABanExtendsItAndNeverWeakensIt() {
    Instant soon = Instant.now().plus(Duration.ofDays(1));
    api.post(key, "/v1/bans", entry("phone", "+14155552671", Map.of("until", soon.toString())));

    Reply extended = api.post(key, "/v1/bans", phone("+1 415 555 2671"));
    Reply unchanged =
        api.post(key, "/v1/bans", entry("phone", "+14155552671", Map.of("for", "90m")));

    assertEquals(200, extended.status());
    assertEquals("extended", extended.json().getString("outcome"));
    assertNull(extended.json().getString("until"));
    assertEquals(200, unchanged.status());
    assertEquals("unchanged", unchanged.json().getString("outcome"));
    assertNull(unchanged.json().getString("until"));
    assertEquals(extended.header("ETag"), unchanged.header("ETag"));
    assertEquals(extended.header("Location"), unchanged.header("Location"));
  }

  @Test
  void endsAfterTheWhileThatIsAsked() {
    Instant before = api.now();

    JsonObject ban =
        api.post(key, "/v1/bans", entry("phone", "+14155552671", Map.of("for", "30d"))).json();

    Duration lasts = Duration.between(before, Instant.parse(ban.getString("until")));
    assertEquals(30, lasts.plusSeconds(1).toDays());
  }

  @Test
  void warnsOfAnAllowOnTheSameValue() {
    JsonObject allow = api.post(key, "/v1/allows", phone("+14155552671")).json();

    JsonObject ban = ban("+14155552671");

    JsonObject warning = ban.getJsonArray("warnings").getJsonObject(0);
    assertEquals("overridden_by_allow", warning.getString("code"));
    assertEquals(allow.getLong("id"), warning.getLong("entry"));
    assertFalse(isBlocked("+14155552671"));
  }

  @Test
  void liftsABanOnceAndForAll() {
    String path = "/v1/bans/" + ban("+14155552671").getLong("id");

    Reply lifted = api.delete(key, path + "?reason=A%20customer%20after%20all");
    Reply again = api.delete(key, path);

    assertEquals(204, lifted.status());
    assertEquals(204, again.status());
    assertFalse(isBlocked("+14155552671"));
    JsonObject history = api.get(key, path).json();
    assertEquals("entries-" + organisations, history.getString("lifted_by"));
    assertEquals(
        List.of("A customer after all"),
        api.store.query("SELECT lift_reason FROM entry WHERE id = " + history.getLong("id")));
    assertEquals(201, api.post(key, "/v1/bans", phone("+14155552671")).status());
  }

  @Test
  void doesNotLiftWhatHasChangedSinceItWasRead() {
    Reply created = api.post(key, "/v1/bans", entry("phone", "+14155552671", Map.of("for", "30d")));
    Reply extended = api.post(key, "/v1/bans", phone("+14155552671"));
    String path = created.header("Location");

    Reply stale = api.delete(key, path, "If-Match", created.header("ETag"));

    assertEquals(412, stale.status());
    assertTrue(isBlocked("+14155552671"));
    assertEquals(extended.header("ETag"), api.get(key, path).header("ETag"));
    assertEquals(
        204, api.delete(key, path, "If-Match", "\"x\", " + extended.header("ETag")).status());
    assertEquals(404, api.delete(key, "/v1/bans/999999", "If-Match", "*").status());
  }

  @Test
  void aBanIsNoAllow() {
    long id = ban("+14155552671").getLong("id");

    assertEquals(404, api.get(key, "/v1/allows/" + id).status());
    assertEquals(404, api.delete(key, "/v1/allows/" + id).status());
    assertTrue(isBlocked("+14155552671"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "abc", "1.5", "99999999999999999999", "1e3", "%00", "1%2F2"})
  void whatIsNoIdIsNotFound(String id) {
    assertEquals(404, api.get(key, "/v1/bans/" + id).status());
  }

  @Test
  void anotherOrganisationsEntryIsNotFound() {
    long id = ban("+14155552671").getLong("id");
    String other = api.organisation("other-" + organisations, "bans:read", "bans:write");

    assertEquals(404, api.get(other, "/v1/bans/" + id).status());
    assertEquals(404, api.delete(other, "/v1/bans/" + id).status());
    assertEquals(List.of(), ids(api.get(other, "/v1/bans?status=all")));
    assertTrue(isBlocked("+14155552671"));
  }

  @Test
  void pagesThroughAListNewestFirst() {
    List<Long> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, ban("+1415555267" + i).getLong("id"));
    }

    List<Long> paged = new ArrayList<>();
    String next = "/v1/bans?limit=2";
    int pages = 0;
    while (next != null) {
      Reply page = api.get(key, next);
      paged.addAll(ids(page));
      String cursor = page.json().getString("next");
      next = cursor == null ? null : "/v1/bans?limit=2&cursor=" + cursor;
      pages++;
    }

    assertEquals(made, paged);
    assertEquals(3, pages);
  }

  @Test
  void aFullLastPageHasNoNext() {
    ban("+14155552671");

    assertNull(api.get(key, "/v1/bans?limit=1").json().getString("next"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%21%21", "AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAA", "_"})
  void refusesACursorThatIsNone(String cursor) {
    Reply refused = api.get(key, "/v1/bans?cursor=" + cursor);

    assertEquals(422, refused.status());
    assertEquals(List.of("/query/cursor"), refused.pointers());
  }

  @Test
  void refusesACursorOfAnotherFilter() {
    ban("+14155552671");
    ban("+14155552672");
    String cursor = api.get(key, "/v1/bans?limit=1").json().getString("next");

    assertEquals(200, api.get(key, "/v1/bans?limit=1&cursor=" + cursor).status());
    assertEquals(422, api.get(key, "/v1/bans?q=x&cursor=" + cursor).status());
    assertEquals(422, api.get(key, "/v1/allows?cursor=" + cursor).status());
  }

  @Test
  void filters() {
    long number = ban("+14155552671").getLong("id");
    long prefix =
        api.post(key, "/v1/bans", entry("phone_prefix", "+1 (415)", Map.of("reason", "A range")))
            .json()
            .getLong("id");
    long lifted = ban("+14155552672").getLong("id");
    api.delete(key, "/v1/bans/" + lifted);
    api.post(key, "/v1/allows", phone("+14155552671"));

    assertEquals(List.of(prefix, number), ids(api.get(key, "/v1/bans")));
    assertEquals(List.of(lifted), ids(api.get(key, "/v1/bans?status=lifted")));
    assertEquals(List.of(lifted, prefix, number), ids(api.get(key, "/v1/bans?status=all")));
    assertEquals(List.of(), ids(api.get(key, "/v1/bans?status=expired")));
    assertEquals(List.of(prefix), ids(api.get(key, "/v1/bans?kind=phone_prefix")));
    assertEquals(List.of(number), ids(api.get(key, "/v1/bans?value=(415)%20555-2671")));
    assertEquals(List.of(prefix), ids(api.get(key, "/v1/bans?kind=phone_prefix&value=%2B1-415")));
    assertEquals(List.of(prefix), ids(api.get(key, "/v1/bans?value=%2B1415")));
    assertEquals(List.of(prefix), ids(api.get(key, "/v1/bans?q=a%20RANGE")));
    assertEquals(List.of(), ids(api.get(key, "/v1/bans?created_by=nobody")));
    assertEquals(2, ids(api.get(key, "/v1/bans?created_by=entries-" + organisations)).size());
    assertEquals(List.of(), ids(api.get(key, "/v1/bans?source=visitor")));
    assertEquals(1, ids(api.get(key, "/v1/allows")).size());
  }

  @Test
  void anEntryThatEndedIsExpiredAndCountsAsAbsent() {
    long id =
        api.post(key, "/v1/bans", entry("phone", "+14155552671", Map.of("for", "1m")))
            .json()
            .getLong("id");
    api.store.sql("UPDATE entry SET until = now() - interval '1 second' WHERE id = " + id);
    api.load();

    assertFalse(isBlocked("+14155552671"));
    assertEquals(List.of(id), ids(api.get(key, "/v1/bans?status=expired")));
    assertEquals(201, api.post(key, "/v1/bans", phone("+14155552671")).status());
  }

  @Test
  void readsValuesInTheOrganisationsRegion() {
    api.store.sql(
        "UPDATE organisation SET default_region = 'GB' WHERE slug = 'entries-"
            + organisations
            + "'");
    api.load();

    assertEquals("+442070313000", ban("020 7031 3000").getString("value"));
  }

  @Test
  void theOperatorWorksInTheOrganisationItNames() {
    String slug = "entries-" + organisations;
    Reply created =
        api.post(
            BOOTSTRAP,
            "/v1/bans",
            phone("+14155552671"),
            "Ringfence-Organisation",
            slug,
            "Ringfence-Actor",
            "alice@example.com");

    assertEquals(201, created.status());
    assertEquals("alice@example.com", created.json().getString("created_by"));
    assertEquals(List.of(created.json().getLong("id")), ids(api.get(key, "/v1/bans")));
    assertEquals(404, api.get(BOOTSTRAP, created.header("Location")).status());
  }

  @Test
  void warnsThatThisNodeOnlyObserves() {
    api.observe = true;

    JsonArray warnings =
        api.post(key, "/v1/bans", phone("+14155550177")).json().getJsonArray("warnings");

    api.observe = false;
    assertEquals(
        new JsonArray().add(new JsonObject().put("code", "observe_mode").putNull("entry")),
        warnings);
  }
}
