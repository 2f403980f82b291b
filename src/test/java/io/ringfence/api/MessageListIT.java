package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of checks, and bans made of it. */
final class MessageListIT {
  private static final String EVE = "+14155552671";

  private static TestApi api;
  private static int organisations;
  private String slug;
  private String key;
  private long ban;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    assertEquals(0, api.notKept.get());
    api.close();
  }

  @BeforeEach
  void newOrganisation() {
    slug = "messages-" + ++organisations;
    key = api.organisation(slug, "calls:read", "bans:read", "bans:write", "checks");
    ban = api.post(key, "/v1/bans", entry("phone", EVE, Map.of())).json().getLong("id");
  }

  @AfterEach
  void stopObserving() {
    api.observe = false;
  }

  private static JsonObject from(String phone) {
    return new JsonObject().put("phone", phone);
  }

  private boolean check(JsonObject body) {
    return api.post(key, "/v1/checks", body).json().getBoolean("blocked");
  }

  private List<String> messages(String query) {
    Reply page = api.get(key, "/v1/messages" + query);
    assertEquals(200, page.status(), page.text());
    return RecordRows.of(page, "message_id");
  }

  private JsonObject only() {
    eventually(() -> messages("").size() == 1);
    return api.get(key, "/v1/messages").json().getJsonArray("data").getJsonObject(0);
  }

  private Map<String, Long> seen() {
    Map<String, Long> seen = new TreeMap<>();
    for (String row :
        api.store.query(
            "SELECT concat_ws(' ', kind, value, count) FROM sender_seen s JOIN organisation o"
                + " ON o.id = s.organisation_id WHERE o.slug = '"
                + slug
                + "'")) {
      int last = row.lastIndexOf(' ');
      seen.put(row.substring(0, last), Long.valueOf(row.substring(last + 1)));
    }
    return seen;
  }

  @Test
  void showsOfABlockedMessageThatItWasBlockedAndWhy() {
    assertTrue(
        check(
            from("(415) 555-2671")
                .put("visitor_id", "c0ffee")
                .put("external_id", "u-1")
                .put("ip", "203.0.113.7")
                .put("email", "Eve@Example.org")
                .put("country", "us")
                .put("message_id", "m-1")
                .put("conversation_id", "c-17")));

    JsonObject message = only();

    assertEquals(EVE, message.getString("phone"));
    assertEquals("c0ffee", message.getString("visitor_id"));
    assertEquals("u-1", message.getString("external_id"));
    assertEquals("203.0.113.7", message.getString("ip"));
    assertTrue(message.getString("email").endsWith("@example.org"));
    assertEquals("US", message.getString("country"));
    assertEquals("m-1", message.getString("message_id"));
    assertEquals("c-17", message.getString("conversation_id"));
    assertEquals("chat", message.getString("channel"));
    assertEquals("message", message.getString("action"));
    assertEquals("ban_phone", message.getString("reason"));
    assertEquals(ban, message.getLong("entry"));
    assertFalse(message.getBoolean("observed"));
    assertEquals(
        List.of("visitor_id", "phone", "email", "ip"),
        message.getJsonArray("bans").stream()
            .map(one -> ((JsonObject) one).getString("kind"))
            .toList());
    assertEquals(message, api.get(key, "/v1/messages/" + message.getString("id")).json());
    assertEquals(1, api.get(key, "/v1/bans/" + ban).json().getInteger("hits"));
  }

  @Test
  void countsMessagesThatAreLetInByTheirSenders() {
    check(from("+14155550001").put("visitor_id", "good").put("message_id", "m-1"));
    check(from("+14155550001").put("visitor_id", "good").put("message_id", "m-1"));
    check(from("+14155550001").put("visitor_id", "good").put("message_id", "m-2"));
    check(from("nonsense").put("visitor_id", "good").put("action", "load"));

    eventually(() -> seen().getOrDefault("phone +14155550001", 0L) == 2);

    assertEquals(Map.of("phone +14155550001", 2L, "visitor_id good", 2L), seen());
    assertEquals(List.of(), messages(""));
  }

  @Test
  void aCheckThatIsNotToBeRecordedLeavesNothing() {
    assertTrue(check(from(EVE).put("record", false).put("message_id", "m-0")));
    assertFalse(check(from("+14155550001").put("record", false)));

    check(from(EVE).put("message_id", "m-1"));

    eventually(() -> !messages("").isEmpty());
    assertEquals(List.of("m-1"), messages(""));
    assertEquals(Map.of(), seen());
  }

  @Test
  void marksWhatWasOnlyObserved() {
    api.observe = true;
    assertFalse(check(from(EVE).put("message_id", "m-1")));
    eventually(() -> !messages("").isEmpty());
    api.observe = false;
    check(from(EVE).put("message_id", "m-2"));
    eventually(() -> messages("").size() == 2);

    assertEquals(List.of("m-1"), messages("?observed=true"));
    assertEquals(List.of("m-2"), messages("?observed=false"));
    assertEquals(Map.of(), seen());
  }

  @Test
  void aMessageIsOneHoweverOftenItIsChecked() {
    check(from(EVE).put("message_id", "m-1"));
    eventually(() -> messages("").size() == 1);

    check(from(EVE).put("message_id", "m-1"));
    check(from(EVE).put("message_id", "m-2"));

    eventually(() -> messages("").contains("m-2"));
    assertEquals(2, messages("").size());
    assertEquals(2, api.get(key, "/v1/bans/" + ban).json().getInteger("hits"));
  }

  @ParameterizedTest
  @CsvSource({
    "phone=(415)%20555-2671, m-1 m-2",
    "phone=%2B14155552672, ''",
    "visitor_id=c0ffee, m-1",
    "ip=203.0.113.7, m-2",
    "email=eve@EXAMPLE.org, m-2",
    "country=us, m-2",
    "external_id=u-1, m-1",
    "message_id=m-2, m-2",
    "conversation_id=c-17, m-1",
    "channel=sms, m-2",
    "channel=voice, ''",
    "action=start, m-1",
    "reason=ban_phone, m-1 m-2",
    "reason=ban_prefix, ''",
    "entry=999, ''",
    "since=2000-01-01T00:00:00Z, m-1 m-2",
    "until=2000-01-01T00:00:00Z, ''"
  })
  void findsWhatIsAskedFor(String query, String expected) {
    check(
        from(EVE)
            .put("visitor_id", "c0ffee")
            .put("external_id", "u-1")
            .put("message_id", "m-1")
            .put("conversation_id", "c-17")
            .put("action", "start"));
    check(
        from(EVE)
            .put("ip", "203.0.113.7")
            .put("email", "eve@example.org")
            .put("country", "US")
            .put("channel", "sms")
            .put("message_id", "m-2"));
    eventually(() -> messages("").size() == 2);

    List<String> found = messages("?" + query);

    assertEquals(expected, String.join(" ", found.stream().sorted().toList()));
  }

  @Test
  void goesThroughPagesNewestFirst() {
    for (int i = 0; i < 7; i++) {
      int so = i;
      check(from(EVE).put("message_id", "m-" + i));
      eventually(() -> messages("").size() == so + 1);
    }

    Reply first = api.get(key, "/v1/messages?limit=4");
    String next = first.json().getString("next");
    Reply second = api.get(key, "/v1/messages?limit=4&cursor=" + next);

    assertEquals(List.of("m-6", "m-5", "m-4", "m-3"), RecordRows.of(first, "message_id"));
    assertEquals(List.of("m-2", "m-1", "m-0"), RecordRows.of(second, "message_id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "phone=nonsense",
        "ip=nonsense",
        "email=nonsense",
        "country=nonsense",
        "since=yesterday",
        "channel=fax",
        "action=dance",
        "cursor=AAAA"
      })
  void pointsAtAFilterThatCannotBeUsed(String query) {
    Reply refused = api.get(key, "/v1/messages?" + query);

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of("/query/" + query.split("=")[0]), refused.pointers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "msg_20261121_00000000000000000000000000000000",
        "msg_20261321_00000000000000000000000000000000",
        "msg_00000000_00000000000000000000000000000000",
        "msg_1"
      })
  void anIdOfNothingIsNotThere(String id) {
    assertEquals(404, api.get(key, "/v1/messages/" + id).status());
  }

  @Test
  void bansASenderByTheIdentifierThatIsChosen() {
    check(from(EVE).put("visitor_id", "c0ffee").put("message_id", "m-1"));
    String id = only().getString("id");
    JsonObject body = new JsonObject().put("message", id).put("reason", "Spam");

    Reply open = api.post(key, "/v1/bans", body);
    Reply absent = api.post(key, "/v1/bans", body.copy().put("kind", "ip"));
    Reply other = api.post(key, "/v1/bans", body.copy().put("kind", "country"));
    Reply made = api.post(key, "/v1/bans", body.copy().put("kind", "visitor_id"));

    assertEquals("is missing: the message has visitor_id, phone", open.detail("/kind"));
    assertEquals(List.of("/kind"), absent.pointers());
    assertEquals(List.of("/kind"), other.pointers());
    assertEquals(201, made.status(), made.text());
    assertEquals("c0ffee", made.json().getString("value"));
    assertEquals(id, made.json().getJsonObject("context").getString("message"));
    assertEquals("m-1", made.json().getJsonObject("context").getString("message_id"));
  }

  @Test
  void theOnlyIdentifierNeedsNoChoosing() {
    check(from(EVE).put("message_id", "m-1"));
    JsonObject body = new JsonObject().put("message", only().getString("id")).put("reason", "x");

    Reply stands = api.post(key, "/v1/bans", body);

    assertEquals(200, stands.status(), stands.text());
    assertEquals(EVE, stands.json().getString("value"));
  }

  @Test
  void anotherOrganisationsMessageIsNotThere() {
    check(from(EVE).put("message_id", "m-1"));
    String id = only().getString("id");
    String other = api.organisation(slug + "-other", "admin");

    assertEquals(404, api.get(other, "/v1/messages/" + id).status());
    assertEquals(List.of(), RecordRows.of(api.get(other, "/v1/messages"), "id"));
    JsonObject body = new JsonObject().put("message", id).put("reason", "x");
    assertEquals(List.of("/message"), api.post(other, "/v1/bans", body).pointers());
  }
}
