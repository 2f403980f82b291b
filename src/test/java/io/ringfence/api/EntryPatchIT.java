package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One entry changed, alone and by two at once. */
final class EntryPatchIT {
  private static final String NUMBER = "+14155552671";

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
    slug = "patched-" + ++organisations;
    key = api.organisation(slug, "bans:read", "bans:write", "checks");
  }

  private Reply made(Map<String, Object> members) {
    Reply made = api.post(key, "/v1/bans", entry("phone", NUMBER, members));
    assertEquals(201, made.status(), made.text());
    return made;
  }

  private static JsonObject to(String member, Object value) {
    return new JsonObject().put(member, value);
  }

  private boolean isBlocked() {
    return api.post(key, "/v1/checks", new JsonObject().put("phone", NUMBER))
        .json()
        .getBoolean("blocked");
  }

  @Test
  void changesWhatIsGivenAndNothingElse() {
    Reply made = made(Map.of("note", "n", "reference", "r"));
    JsonObject asked =
        new JsonObject()
            .put("reason", " Sends spam ")
            .put("note", null)
            .put("until", "2098-01-01T00:00:00Z")
            .put("channels", new JsonArray().add("voice"))
            .put("requested_by", new JsonObject().put("name", "Zoë"))
            .put("context", new JsonObject().put("a", 1));

    Reply changed = api.patch(key, made.header("Location"), asked);

    assertEquals(200, changed.status(), changed.text());
    JsonObject ban = changed.json();
    assertEquals("changed", ban.getString("outcome"));
    assertEquals("Sends spam", ban.getString("reason"));
    assertNull(ban.getString("note"));
    assertEquals("r", ban.getString("reference"));
    assertEquals("2098-01-01T00:00:00Z", ban.getString("until"));
    assertEquals(List.of("voice"), ban.getJsonArray("channels").getList());
    assertEquals("Zoë", ban.getJsonObject("requested_by").getString("name"));
    assertEquals(asked.getJsonObject("context"), ban.getJsonObject("context"));
    assertEquals(made.json().getLong("id"), ban.getLong("id"));
    Reply read = api.get(key, made.header("Location"));
    assertEquals(changed.header("ETag"), read.header("ETag"));
    assertEquals(ban.getJsonObject("revision"), read.json().getJsonObject("revision"));
  }

  @Test
  void takesAwayWhatMayBeMissing() {
    Reply made =
        made(
            Map.of(
                "note",
                "n",
                "reference",
                "r",
                "context",
                new JsonObject().put("a", 1),
                "requested_by",
                new JsonObject().put("name", "Zoë"),
                "channels",
                new JsonArray().add("sms"),
                "for",
                "1d"));
    JsonObject nulls = new JsonObject();
    for (String name :
        List.of("note", "reference", "context", "requested_by", "channels", "until")) {
      nulls.putNull(name);
    }

    JsonObject ban = api.patch(key, made.header("Location"), nulls).json();

    for (String name : List.of("note", "reference", "context", "requested_by", "until")) {
      assertNull(ban.getValue(name), name);
    }
    assertEquals(3, ban.getJsonArray("channels").size());
  }

  @Test
  void mayWeakenAndItIsInForceWhenAnswered() {
    Reply made = made(Map.of());

    Reply observed = api.patch(key, made.header("Location"), to("observe", true));

    assertEquals("changed", observed.json().getString("outcome"));
    assertFalse(isBlocked());
    api.patch(key, made.header("Location"), to("observe", false));
    assertTrue(isBlocked());
  }

  @Test
  void endsAfterTheWhileThatIsAsked() {
    Reply made = made(Map.of());
    Instant before = api.now();

    JsonObject asked = to("for", "30d").putNull("until");
    Reply changed = api.patch(key, made.header("Location"), asked);
    Reply same = api.patch(key, made.header("Location"), new JsonObject().putNull("for"));

    Instant until = Instant.parse(changed.json().getString("until"));
    assertEquals(30, Duration.between(before, until).plusSeconds(1).toDays());
    assertEquals("unchanged", same.json().getString("outcome"));
  }

  @Test
  void whatIsSoAlreadyIsNoChange() {
    Reply made = made(Map.of("note", "n", "context", new JsonObject().put("a", 1).put("b", 2)));
    String before = api.written();

    Reply empty = api.patch(key, made.header("Location"), new JsonObject());
    JsonObject asked =
        to("note", "n")
            .put("context", new JsonObject().put("b", 2).put("a", 1))
            .put("reason", "Spammer");
    Reply same = api.patch(key, made.header("Location"), asked);

    for (Reply reply : List.of(empty, same)) {
      assertEquals(200, reply.status(), reply.text());
      assertEquals("unchanged", reply.json().getString("outcome"));
      assertEquals(made.header("ETag"), reply.header("ETag"));
    }
    assertEquals(before, api.written());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"reason\":null}                                    | /reason",
        "{\"reason\":\" \"}                                   | /reason",
        "{\"until\":\"2000-01-01T00:00:00Z\"}                 | /until",
        "{\"until\":\"tomorrow\"}                             | /until",
        "{\"for\":\"0d\"}                                     | /for",
        "{\"until\":\"2099-01-01T00:00:00Z\",\"for\":\"1d\"}  | /for",
        "{\"channels\":[]}                                    | /channels",
        "{\"observe\":null}                                   | /observe",
        "{\"value\":\"+14155552672\"}                         | /value",
        "{\"kind\":\"ip\"}                                    | /kind",
        "{\"confirm\":true}                                   | /confirm",
        "{\"lifted_at\":null}                                 | /lifted_at",
        "{\"context\":[1]}                                    | /context"
      })
  void refusesWhatWillNotDo(String body, String pointer) {
    Reply made = made(Map.of());
    String before = api.written();

    Reply refused = api.send(key, "PATCH", made.header("Location"), body);

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of(pointer), refused.pointers());
    assertEquals(before, api.written());
  }

  @Test
  void leavesWhatNoLongerStands() {
    Reply lifted = made(Map.of());
    api.delete(key, lifted.header("Location"));
    Reply expired = made(Map.of("for", "1d"));
    api.store.sql(
        "UPDATE entry SET until = now() - interval '1 second' WHERE id = "
            + expired.json().getLong("id"));
    String before = api.written();

    Reply toLifted = api.patch(key, lifted.header("Location"), to("note", "x"));
    Reply toExpired = api.patch(key, expired.header("Location"), to("until", null));

    assertEquals(409, toLifted.status());
    assertTrue(toLifted.json().getString("detail").contains("was lifted at"), toLifted.text());
    assertEquals(409, toExpired.status());
    assertTrue(toExpired.json().getString("detail").contains("ended at"), toExpired.text());
    assertEquals(before, api.written());
  }

  @Test
  void anotherOrganisationsAndAnotherEffectsAreNotFound() {
    Reply made = made(Map.of());
    String other = api.organisation(slug + "-other", "admin");
    String allow = made.header("Location").replace("bans", "allows");

    assertEquals(404, api.patch(other, made.header("Location"), to("note", "x")).status());
    assertEquals(404, api.patch(key, allow, to("note", "x")).status());
    assertEquals(404, api.patch(key, "/v1/bans/999999", to("note", "x")).status());
    String reader = api.addKey(slug, slug + "-reader", null, "bans:read");
    assertEquals(403, api.patch(reader, made.header("Location"), to("note", "x")).status());
  }

  @Test
  void whoMayNotMakeAWideBanMayNotStrengthenOneButLiftIt() {
    String admin = api.addKey(slug, slug + "-admin", null, "admin");
    JsonObject wide = entry("country", "GB", Map.of("observe", true, "confirm", true));
    String path = api.post(admin, "/v1/bans", wide).header("Location");

    Reply earnest = api.patch(key, path, to("observe", false));
    Reply noted = api.patch(key, path, to("note", "x"));
    Reply byAdmin = api.patch(admin, path, to("observe", false));
    Reply lifted = api.delete(key, path);

    assertEquals(403, earnest.status(), earnest.text());
    assertEquals(200, noted.status(), noted.text());
    assertEquals("changed", byAdmin.json().getString("outcome"));
    assertEquals(204, lifted.status());
  }

  @Test
  void isAuditedAndKeptAsAVersion() {
    long id = made(Map.of()).json().getLong("id");

    api.patch(key, "/v1/bans/" + id, to("reason", "Another"), "X-Request-Id", "the-change");

    assertEquals(
        List.of("ban.changed entry:" + id),
        api.store.query(
            "SELECT action || ' ' || target FROM audit_log WHERE request_id = 'the-change'"));
    assertEquals(
        List.of("Spammer", "Another"),
        api.store.query(
            "SELECT reason FROM entry_version WHERE entry_id = " + id + " ORDER BY seq"));
  }

  @Test
  void saysWhereItIsInForceToWhoeverWaits() {
    Reply made = made(Map.of());

    Reply changed = api.patch(key, made.header("Location") + "?wait=2s", to("for", "1d"));

    assertEquals(1, changed.json().getJsonObject("effective").getInteger("nodes"));
  }

  @Test
  void warnsAsMakingItDoes() {
    api.observe = true;
    Reply made = made(Map.of());
    long allow = api.post(key, "/v1/allows", phone(NUMBER)).json().getLong("id");

    JsonArray warnings =
        api.patch(key, made.header("Location"), to("note", "x")).json().getJsonArray("warnings");

    api.observe = false;
    assertEquals(
        new JsonArray()
            .add(new JsonObject().put("code", "overridden_by_allow").put("entry", allow))
            .add(new JsonObject().put("code", "observe_mode").putNull("entry")),
        warnings);
  }

  @Test
  void isDoneOnlyToTheRevisionThatIsExpected() {
    Reply made = made(Map.of());
    String path = made.header("Location");
    Reply changed = api.patch(key, path, to("note", "first"), "If-Match", made.header("ETag"));
    String before = api.written();

    Reply stale = api.patch(key, path, to("note", "second"), "If-Match", made.header("ETag"));
    Reply weak = api.patch(key, path, to("note", "x"), "If-Match", "W/" + changed.header("ETag"));
    Reply lift = api.delete(key, path, "If-Match", made.header("ETag"));

    assertEquals(200, changed.status());
    for (Reply refused : List.of(stale, weak, lift)) {
      assertEquals(412, refused.status());
    }
    assertEquals(before, api.written());
    assertEquals(200, api.patch(key, path, to("note", "third"), "If-Match", "*").status());
  }

  @Test
  void aListedEntrySaysWhatToExpect() {
    made(Map.of());
    JsonObject listed = api.get(key, "/v1/bans").json().getJsonArray("data").getJsonObject(0);
    JsonObject revision = listed.getJsonObject("revision");
    String tag = "\"" + revision.getInteger("shard") + "-" + revision.getLong("seq") + "\"";

    Reply changed =
        api.patch(
            key, "/v1/bans/" + listed.getLong("id"), to("note", "x"), "If-Match", "\"x\", " + tag);

    assertEquals(200, changed.status(), changed.text());
  }

  @Test
  void ofTwoWhoStartFromOneRevisionExactlyOneWins() {
    for (int round = 0; round < 10; round++) {
      Reply made = api.post(key, "/v1/bans", phone("+1415555030" + round));
      String path = made.header("Location");
      String tag = made.header("ETag");
      boolean lifts = round % 2 == 1;

      List<CompletableFuture<Reply>> both =
          Stream.<Supplier<Reply>>of(
                  () -> patchUnwatched(path, "alice", tag),
                  () ->
                      lifts
                          ? api.exchange(key, "DELETE", path, null, "If-Match", tag)
                          : patchUnwatched(path, "bob", tag))
              .map(write -> CompletableFuture.supplyAsync(write, EntryPatchIT::atOnce))
              .toList();

      List<Integer> statuses = both.stream().map(f -> f.join().status()).toList();
      assertEquals(1, statuses.stream().filter(s -> s == 412).count(), statuses.toString());
      assertEquals(1, statuses.stream().filter(s -> s < 300).count(), statuses.toString());
      JsonObject now = api.get(key, path).json();
      boolean aliceWon = statuses.get(0) == 200;
      String bobs = lifts ? null : "bob";
      assertEquals(aliceWon ? "alice" : bobs, now.getString("note"));
      assertEquals(!aliceWon && lifts, now.getString("lifted_at") != null);
    }
  }

  /** The usual pool has one thread on a small machine. */
  private static void atOnce(Runnable write) {
    new Thread(write).start();
  }

  private Reply patchUnwatched(String path, String note, String tag) {
    return api.exchange(key, "PATCH", path, to("note", note).encode(), "If-Match", tag);
  }
}
