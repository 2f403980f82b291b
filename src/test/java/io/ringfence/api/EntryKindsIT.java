package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries of every kind, from creation to history, and what their writers are told. */
final class EntryKindsIT {
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
    key = api.organisation("kinds-" + ++organisations, "admin");
  }

  /** A kind, a value of it as typed, and as it is kept. */
  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("phone", "(415) 555-2671", "+14155552671"),
        Arguments.of("phone_prefix", "+1 (415)", "+1415"),
        Arguments.of("ip", " 203.0.113.7", "203.0.113.7"),
        Arguments.of("ip", "10.0.0.0/15", "10.0.0.0/15"),
        Arguments.of("ip", "2001:DB8:0:0::7", "2001:db8::7"),
        Arguments.of("ip", "[2001:db8::1]", "2001:db8::1"),
        Arguments.of("ip", "::ffff:192.0.2.9", "192.0.2.9"),
        Arguments.of("ip", "::1:2", "::1:2"),
        Arguments.of("ip", "::1.2.0.0/112", "::102:0/112"),
        Arguments.of("email", "Zoë <Eve.Smith@Example.ORG>", "eve.smith@example.org"),
        Arguments.of("email_domain", "@Bücher.example", "xn--bcher-kva.example"),
        Arguments.of("email_domain", "co.uk", "co.uk"),
        Arguments.of("visitor_id", "C0ffee:é/7", "C0ffee:é/7"),
        Arguments.of("country", "gb", "GB"));
  }

  @Test
  void everyKindIsTried() {
    Set<String> tried = values().map(v -> (String) v.get()[0]).collect(Collectors.toSet());

    assertEquals(Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.toSet()), tried);
  }

  @ParameterizedTest
  @MethodSource("values")
  void livesFromCreationToHistory(String kind, String typed, String kept) {
    Reply created = post("bans", kind, typed, Map.of("until", "2099-01-01T00:00:00Z"));
    assertEquals(201, created.status(), created.text());
    assertEquals(kept, created.json().getString("value"));
    assertEquals(typed, created.json().getString("raw"));
    String path = created.header("Location");
    long id = created.json().getLong("id");
    assertEquals(kept, api.get(key, path).json().getString("value"));
    assertEquals(List.of(id), ids("/v1/bans?kind=" + kind + "&value=" + encoded(typed)));
    assertTrue(ids("/v1/bans?value=" + encoded(kept)).contains(id));

    Reply weaker = post("bans", kind, kept, Map.of("for", "1d", "observe", true));
    assertEquals(200, weaker.status(), weaker.text());
    assertEquals("unchanged", weaker.json().getString("outcome"));
    assertEquals("2099-01-01T00:00:00Z", weaker.json().getString("until"));

    Reply patched = api.patch(key, path, new JsonObject().put("until", "2098-01-01T00:00:00Z"));
    assertEquals(200, patched.status(), patched.text());
    assertEquals("2098-01-01T00:00:00Z", patched.json().getString("until"));

    assertEquals(204, api.delete(key, path).status());
    assertNotNull(api.get(key, path).json().getString("lifted_at"));
    assertEquals(List.of(), ids("/v1/bans?kind=" + kind));
    assertEquals(List.of(id), ids("/v1/bans?status=lifted&value=" + encoded(typed)));
    assertEquals(
        List.of("insert", "update", "update"),
        api.store.query(
            "SELECT change FROM entry_version WHERE entry_id = " + id + " ORDER BY seq"));

    Reply again = post("bans", kind, typed, Map.of());
    assertEquals(201, again.status(), again.text());
    assertTrue(again.json().getLong("id") > id);
  }

  @Test
  void takesEveryKindInBulkAndRefusesItemByItem() {
    JsonArray entries = new JsonArray();
    values().forEach(v -> entries.add(confirmed((String) v.get()[0], (String) v.get()[1])));
    entries.add(entry("country", "DE", Map.of())).add(entry("email", "nobody", Map.of()));

    Reply reply = api.post(key, "/v1/bans/bulk", new JsonObject().put("entries", entries));

    JsonArray results = reply.json().getJsonArray("results");
    int last = results.size() - 2;
    for (int i = 0; i < last; i++) {
      assertEquals(201, results.getJsonObject(i).getInteger("status"), results.encode());
    }
    for (int i = last; i < results.size(); i++) {
      JsonObject refused = results.getJsonObject(i);
      assertEquals(422, refused.getInteger("status"));
      JsonObject error = refused.getJsonArray("errors").getJsonObject(0);
      assertEquals("/value", error.getString("pointer"));
    }
  }

  @Test
  void aWideAllowEntryIsConfirmedToo() {
    for (String[] wide :
        new String[][] {{"country", "FR"}, {"ip", "10.0.0.0/8"}, {"email_domain", "co.uk"}}) {
      Reply refused = api.post(key, "/v1/allows", entry(wide[0], wide[1], Map.of()));
      Reply made = api.post(key, "/v1/allows", entry(wide[0], wide[1], Map.of("confirm", true)));

      assertEquals(422, refused.status(), refused.text());
      assertEquals(201, made.status(), made.text());
    }
  }

  @Test
  void readsAValueWithoutAKindAsWhateverItCanBe() {
    long domain = made("bans", "email_domain", "example.com");
    long visitor = made("bans", "visitor_id", "example.com");
    long country = made("bans", "country", "DE");
    long token = made("bans", "visitor_id", "de");
    made("bans", "visitor_id", "somebody else");

    assertEquals(List.of(visitor, domain), ids("/v1/bans?value=example.com"));
    assertEquals(List.of(token, country), ids("/v1/bans?value=de"));
    assertEquals(List.of(domain), ids("/v1/bans?kind=email_domain&value=example.com"));
  }

  /** A wider entry, the narrower one made after it, and whether the writer is told. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phone_prefix | +1415           | phone        | +14155552671       | true",
        "phone_prefix | +1415           | phone_prefix | +141555            | true",
        "phone_prefix | +1416           | phone        | +14155552671       | false",
        "ip           | 10.0.0.0/8      | ip           | 10.1.2.3           | true",
        "ip           | 10.1.2.2/31     | ip           | 10.1.2.3           | true",
        "ip           | 10.1.0.0/16     | ip           | 10.1.2.0/24        | true",
        "ip           | 10.1.2.0/25     | ip           | 10.1.2.0/24        | false",
        "ip           | 11.0.0.0/8      | ip           | 10.1.2.3           | false",
        "ip           | 2001:db8::/32   | ip           | 2001:db8::7        | true",
        "ip           | 2001::/16       | ip           | 2001:db8::/64      | true",
        "ip           | ::1:0/112       | ip           | ::1:7              | true",
        "ip           | 2001:db9::/32   | ip           | 2001:db8::7        | false",
        "email_domain | example.com     | email        | eve@example.com    | true",
        "email_domain | example.com     | email        | eve@a.example.com  | true",
        "email_domain | example.com     | email        | eve@notexample.com | false",
        "email_domain | co.uk           | email_domain | example.co.uk      | true",
        "email_domain | a.example.com   | email_domain | example.com        | false",
        "visitor_id   | a               | visitor_id   | ab                 | false",
        "country      | US              | phone        | +14155552671       | true",
        "country      | CA              | phone        | +14155552671       | false",
        "country      | US              | phone_prefix | +1415              | false"
      })
  void tellsOfAWiderEntryThatHoldsIt(
      String wideKind, String wide, String kind, String value, boolean told) {
    for (String list : List.of("bans", "allows")) {
      newOrganisation();
      long holds = made(list, wideKind, wide);

      Reply narrow = post(list, kind, value, Map.of());

      JsonArray warnings = new JsonArray();
      if (told) {
        warnings.add(warning("already_covered", holds));
      }
      assertEquals(warnings, narrow.json().getJsonArray("warnings"), list);
    }
  }

  @Test
  void namesTheMostExactOfSeveralThatHoldIt() {
    made("bans", "ip", "10.0.0.0/8");
    long narrow = made("bans", "ip", "10.20.0.0/16");
    made("bans", "email_domain", "co.uk");
    long domain = made("bans", "email_domain", "example.co.uk");

    JsonObject address = post("bans", "ip", "10.20.30.40", Map.of()).json();
    JsonObject mailbox = post("bans", "email", "eve@a.example.co.uk", Map.of()).json();

    assertEquals(
        new JsonArray().add(warning("already_covered", narrow)), address.getJsonArray("warnings"));
    assertEquals(
        new JsonArray().add(warning("already_covered", domain)), mailbox.getJsonArray("warnings"));
  }

  @Test
  void tellsNothingOfAWiderBanThatEndsSoonerOrHoldsElsewhereOrIsObserved() {
    post("bans", "email_domain", "a.example", Map.of("for", "1d"));
    post("bans", "email_domain", "b.example", Map.of("channels", new JsonArray().add("voice")));
    post("bans", "email_domain", "c.example", Map.of("observe", true));

    post("bans", "country", "US", Map.of("for", "1d"));

    for (String domain : List.of("a", "b", "c")) {
      Reply made = post("bans", "email", "eve@" + domain + ".example", Map.of());

      assertEquals(new JsonArray(), made.json().getJsonArray("warnings"), made.text());
    }
    Reply number = post("bans", "phone", "+14155552671", Map.of());
    assertEquals(new JsonArray(), number.json().getJsonArray("warnings"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void tellsWhereABanAndAnAllowEntryMeet(String kind, String typed, String kept) {
    long ban = made("bans", kind, typed);

    JsonObject allow = post("allows", kind, kept, Map.of()).json();
    JsonObject repeated = post("bans", kind, kept, Map.of()).json();

    assertEquals(
        new JsonArray().add(warning("overrides_ban", ban)), allow.getJsonArray("warnings"));
    assertEquals(
        new JsonArray().add(warning("overridden_by_allow", allow.getLong("id"))),
        repeated.getJsonArray("warnings"));
  }

  private static JsonObject warning(String code, long entry) {
    return new JsonObject().put("code", code).put("entry", entry);
  }

  private static JsonObject confirmed(String kind, String value) {
    return entry(kind, value, Map.of("confirm", true));
  }

  private Reply post(String list, String kind, String value, Map<String, Object> members) {
    return api.post(key, "/v1/" + list, entry(kind, value, members).put("confirm", true));
  }

  private long made(String list, String kind, String value) {
    Reply made = post(list, kind, value, Map.of());
    assertEquals(201, made.status(), made.text());
    return made.json().getLong("id");
  }

  private List<Long> ids(String path) {
    return api.get(key, path).json().getJsonArray("data").stream()
        .map(one -> ((JsonObject) one).getLong("id"))
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
