package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, where it points, and that it leaves no trace. */
final class BadInputIT {
  private static TestApi api;
  private static String key;
  private String before;

  @BeforeAll
  static void start() {
    api = new TestApi();
    key = api.organisation("acme", "bans:read", "bans:write", "checks");
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, slug FROM organisation"
            + " WHERE slug = 'acme'",
        "INSERT INTO line (organisation_id, account_id, number)"
            + " SELECT organisation_id, id, '+14155550100' FROM account WHERE slug = 'acme'");
    api.load();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void look() {
    before = api.written();
  }

  @AfterEach
  void nothingWasWritten() {
    assertEquals(before, api.written());
  }

  private static Reply send(String body) {
    return api.send(key, "POST", "/v1/bans", body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "nonsense",
        "{\"kind\":}",
        "{} {}",
        "{}x",
        "{'kind':1}",
        "{\"a\":NaN}",
        "\uFEFF"
      })
  void notJson(String body) {
    Reply refused = send(body);

    assertEquals(400, refused.status());
    assertFalse(refused.text().contains("Exception"), refused.text());
    assertFalse(refused.text().contains("jackson"), refused.text());
  }

  @Test
  void nestedTooDeep() {
    assertEquals(400, send("{\"context\":" + "[".repeat(100_000) + "}").status());
    assertEquals(422, send("{\"context\":" + "[".repeat(900) + "]".repeat(900) + "}").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"x\"", "1", "null", "true"})
  void jsonButNoObject(String body) {
    Reply refused = send(body);

    assertEquals(422, refused.status());
    assertEquals(List.of(""), refused.pointers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"})
  void wrongContentType(String type) {
    String body = phone("+14155552671").encode();

    assertEquals(415, api.send(key, "POST", "/v1/bans", body, "Content-Type", type).status());
  }

  @Test
  void compressedBody() {
    String body = phone("+14155552671").encode();

    assertEquals(
        415, api.send(key, "POST", "/v1/checks", body, "Content-Encoding", "gzip").status());
  }

  @Test
  void bodyOverOneMebibyte() {
    Reply refused = send("{\"note\":\"" + "x".repeat(Problem.MAX_BODY) + "\"}");

    assertEquals(413, refused.status());
  }

  @Test
  void listsEveryFieldOnce() {
    JsonObject body =
        new JsonObject()
            .put("kind", 5)
            .put("reason", " \u00a0")
            .put("nme", 1)
            .put("channels", new JsonArray().add("voice").add("fax"))
            .put("requested_by", new JsonObject().put("phone", "1"))
            .put("until", "tomorrow")
            .put("for", "a week")
            .put("context", new JsonArray())
            .put("observe", "yes");

    Reply refused = api.post(key, "/v1/bans", body);

    assertEquals(422, refused.status());
    assertEquals(
        Stream.of(
                "/value",
                "/kind",
                "/reason",
                "/nme",
                "/channels/1",
                "/requested_by/phone",
                "/until",
                "/for",
                "/context",
                "/observe")
            .sorted()
            .toList(),
        refused.pointers().stream().sorted().toList());
    assertEquals("is missing", refused.detail("/value"));
    assertEquals("must be a text", refused.detail("/kind"));
    assertEquals("must say something", refused.detail("/reason"));
    assertEquals("is not known here", refused.detail("/nme"));
    assertEquals("must be one of voice, chat, sms", refused.detail("/channels/1"));
    assertEquals("must be true or false", refused.detail("/observe"));
    assertEquals("must be an object or null", refused.detail("/context"));
  }

  static Stream<Arguments> members() {
    return Stream.of(
        Arguments.of("reason", "", "/reason"),
        Arguments.of("reason", "x".repeat(501), "/reason"),
        Arguments.of("reason", null, "/reason"),
        Arguments.of("reason", "a\u0000b", "/reason"),
        Arguments.of("note", "x".repeat(5_001), "/note"),
        Arguments.of("kind", "fax", "/kind"),
        Arguments.of("kind", "Phone", "/kind"),
        Arguments.of("value", 14155552671L, "/value"),
        Arguments.of("value", "+1".repeat(200), "/value"),
        Arguments.of("channels", new JsonArray(), "/channels"),
        Arguments.of("channels", new JsonArray().add("sms").add("sms"), "/channels"),
        Arguments.of("channels", "voice", "/channels"),
        Arguments.of("until", "2000-01-01T00:00:00Z", "/until"),
        Arguments.of("until", "2099-01-01", "/until"),
        Arguments.of("until", "2099-01-01T00:00:00", "/until"),
        Arguments.of("until", "2099-02-30T00:00:00Z", "/until"),
        Arguments.of("until", "2099-01-01 00:00:00Z", "/until"),
        Arguments.of("until", "2099-01-01T00:00:00+0200", "/until"),
        Arguments.of("until", "9999-12-31T23:59:59-12:00", "/until"),
        Arguments.of("until", 4102444800L, "/until"),
        Arguments.of("for", "0d", "/for"),
        Arguments.of("for", "-1d", "/for"),
        Arguments.of("for", "100000d", "/for"),
        Arguments.of("for", "1y", "/for"),
        Arguments.of("for", "1d12h", "/for"),
        Arguments.of("reference", "x".repeat(2_001), "/reference"),
        Arguments.of("requested_by", "Alice", "/requested_by"),
        Arguments.of(
            "requested_by", new JsonObject().put("name", "x".repeat(201)), "/requested_by/name"),
        Arguments.of("context", new JsonObject().put("a", "x".repeat(16_384)), "/context"),
        Arguments.of("context", new JsonObject().put("a", "\u0000"), "/context/a"),
        Arguments.of("context", new JsonObject().put("a\u0000", 1), "/context"),
        Arguments.of("id", 7, "/id"),
        Arguments.of("a/b~c %", 7, "/a~1b~0c %"));
  }

  @ParameterizedTest
  @MethodSource("members")
  void pointsAtTheMember(String name, Object value, String pointer) {
    Map<String, Object> members = new HashMap<>();
    members.put(name, value);

    Reply refused = api.post(key, "/v1/bans", entry("phone", "+14155552671", members));

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of(pointer), refused.pointers());
  }

  @Test
  void numbersBeyondADouble() {
    Reply refused = send("{\"context\":{\"a\":[1,1e999]}}");

    assertEquals(List.of("/context/a/1"), refused.pointers());
  }

  @Test
  void halvesOfSurrogatePairs() {
    Reply refused =
        send(
            "{\"kind\":\"phone\",\"value\":\"+14155552671\",\"reason\":\"x\",\"note\":\"\\ud800\","
                + "\"context\":{\"\\udc00\":1}}");

    assertEquals(List.of("/note", "/context"), refused.pointers());
  }

  @Test
  void bothUntilAndFor() {
    Reply refused =
        api.post(
            key,
            "/v1/bans",
            entry("phone", "+14155552671", Map.of("until", "2099-01-01T00:00:00Z", "for", "1d")));

    assertEquals(List.of("/for"), refused.pointers());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phone        | not a number     | such as +14155552671",
        "phone        | anonymous        | policy",
        "phone        | 12345            | short code",
        "phone        | 911              | emergency",
        "phone        | +1911            | emergency",
        "phone        | +14155550100     | protected",
        "phone        | (415) 555-0100   | protected",
        "phone_prefix | 1415             | +",
        "phone_prefix | +14              | 4 digits",
        "phone_prefix | +4402            | +442",
        "phone_prefix | +1415*           | wildcard",
        "phone_prefix | +999123          | country"
      })
  void saysWhyAValueWillNotDoAndWhatWould(String kind, String value, String says) {
    Reply refused = api.post(key, "/v1/bans", entry(kind, value, Map.of()));

    assertEquals(422, refused.status());
    assertEquals(List.of("/value"), refused.pointers());
    assertTrue(
        refused.detail("/value").toLowerCase().contains(says), () -> refused.detail("/value"));
  }

  @Test
  void nothingIsProtectedFromBeingAllowed() {
    Reply made = api.post(key, "/v1/allows", phone("+14155550100"));

    assertEquals(201, made.status());
    before = api.written();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, /query/limit",
    "limit=1001, /query/limit",
    "limit=ten, /query/limit",
    "limit=1.5, /query/limit",
    "limit=, /query/limit",
    "limit=99999999999999999999, /query/limit",
    "limit=1&limit=2, /query/limit",
    "status=gone, /query/status",
    "kind=fax, /query/kind",
    "source=import, /query/source",
    "value=%20, /query/value",
    "kind=phone&value=nonsense, /query/value",
    "kind=ip&value=nonsense, /query/value",
    "kind=phone_prefix&value=14, /query/value",
    "q=, /query/q",
    "q=a%00b, /query/q",
    "offset=5, /query/offset",
    "a%2Fb=5, /query/a~1b"
  })
  void pointsAtTheQuery(String query, String pointer) {
    Reply refused = api.get(key, "/v1/bans?" + query);

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of(pointer), refused.pointers());
  }

  @Test
  void unknownPath() {
    assertEquals(404, api.get(key, "/v1/nothing").status());
    assertEquals(404, api.get(key, "/").status());
    assertEquals(404, api.get(null, "/v2/bans").status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT    | /v1/bans      | GET, POST",
        "DELETE | /v1/bans      | GET, POST",
        "POST   | /v1/bans/1    | DELETE, GET, PATCH",
        "GET    | /v1/checks    | POST",
        "POST   | /openapi.yaml | GET"
      })
  void wrongMethod(String method, String path, String allow) {
    Reply refused = api.send(key, method, path, null);

    assertEquals(405, refused.status());
    assertEquals(allow, refused.header("Allow"));
  }
}
