package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why somebody is let in or not, and what would change it. */
final class ExplainIT {
  private static final String EVE = "+14155552671";
  private static final String OWN = "+14155550100";

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
    slug = "explained-" + ++organisations;
    key = api.organisation(slug, "admin");
  }

  @AfterEach
  void asBefore() {
    api.observe = false;
    api.later = Duration.ZERO;
    api.node.confirmed(api.now());
  }

  private long ban(String kind, String value, Object... members) {
    return add("/v1/bans", kind, value, members);
  }

  private long allow(String kind, String value, Object... members) {
    return add("/v1/allows", kind, value, members);
  }

  private long add(String path, String kind, String value, Object... members) {
    JsonObject body = entry(kind, value, Map.of());
    if (!path.endsWith("protected")) {
      body.put("confirm", true);
    }
    for (int i = 0; i < members.length; i += 2) {
      body.put((String) members[i], members[i + 1]);
    }
    Reply made = api.post(key, path, body);
    assertEquals(201, made.status(), made.text());
    return path.endsWith("protected") ? 0 : made.json().getLong("id");
  }

  private JsonObject explain(String... query) {
    Reply reply = ask(query);
    assertEquals(200, reply.status(), reply.text());
    return reply.json();
  }

  private Reply ask(String... query) {
    StringBuilder path = new StringBuilder("/v1/explain");
    for (int i = 0; i < query.length; i += 2) {
      path.append(i == 0 ? '?' : '&').append(query[i]).append('=');
      path.append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
    }
    return api.get(key, path.toString());
  }

  private void policies(String name, String policy) {
    JsonObject policies = new JsonObject().put("policies", new JsonObject().put(name, policy));
    assertEquals(200, api.patch(key, "/v1/organisation", policies).status());
  }

  private void line(String number, String policies) {
    line(slug, number, policies);
  }

  /** On an account of its own. */
  private void line(String account, String number, String policies) {
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, '"
            + account
            + "' FROM organisation WHERE slug = '"
            + slug
            + "'",
        "INSERT INTO line (organisation_id, account_id, number, region, policies)"
            + " SELECT organisation_id, id, "
            + (number == null ? "NULL" : "'" + number + "'")
            + ", 'GB', '"
            + policies
            + "' FROM account WHERE slug = '"
            + account
            + "'");
    api.load();
  }

  private static List<Long> ids(JsonObject explanation) {
    return explanation.getJsonArray("matches").stream()
        .map(match -> ((JsonObject) match).getLong("id"))
        .toList();
  }

  private static List<String> whys(JsonObject explanation) {
    return explanation.getJsonArray("matches").stream()
        .map(match -> ((JsonObject) match).getString("why"))
        .toList();
  }

  private static List<String> actions(JsonObject explanation) {
    return explanation.getJsonArray("would_change").stream()
        .map(remedy -> ((JsonObject) remedy).getString("action"))
        .toList();
  }

  private static JsonObject remedy(JsonObject explanation, String action) {
    return explanation.getJsonArray("would_change").stream()
        .map(JsonObject.class::cast)
        .filter(remedy -> remedy.getString("action").equals(action))
        .findFirst()
        .orElseThrow();
  }

  /**
   * What an organisation has, and what becomes of somebody.
   *
   * @param step of a call's ladder, 0 for a chat
   */
  record Case(
      String name,
      Consumer<ExplainIT> given,
      List<String> query,
      String reason,
      int step,
      List<String> wouldChange) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    List<String> eve = List.of("phone", EVE);
    return List.of(
        new Case(
            "an own line",
            it -> it.line(OWN, "{}"),
            List.of("phone", OWN),
            "protected",
            1,
            List.of()),
        new Case(
            "an emergency number", it -> {}, List.of("phone", "112"), "protected", 1, List.of()),
        new Case(
            "a protected prefix in a banned country",
            it -> {
              it.ban("country", "US");
              it.add("/v1/protected", "phone_prefix", "+1415");
            },
            eve,
            "protected",
            1,
            List.of("unprotect")),
        new Case(
            "an allowed number over a banned one",
            it -> {
              it.allow("phone", EVE);
              it.ban("phone", EVE);
            },
            eve,
            "allow_phone",
            2,
            List.of("lift")),
        new Case(
            "a number banned for a while",
            it -> it.ban("phone", EVE, "for", "30d"),
            eve,
            "ban_phone",
            3,
            List.of("lift", "allow", "wait")),
        new Case(
            "bans one under the other",
            it -> {
              it.ban("phone", EVE, "for", "1d");
              it.ban("phone_prefix", "+1415555", "for", "2d");
              it.ban("phone_prefix", "+1415", "for", "3d");
            },
            eve,
            "ban_phone",
            3,
            List.of("lift", "allow", "wait")),
        new Case(
            "an allowed prefix",
            it -> {
              it.allow("phone_prefix", "+1415");
              it.ban("country", "US");
            },
            eve,
            "allow_prefix",
            5,
            List.of("lift", "ban")),
        new Case(
            "a banned prefix",
            it -> it.ban("phone_prefix", "+1415"),
            eve,
            "ban_prefix",
            5,
            List.of("lift", "allow")),
        new Case(
            "a banned country",
            it -> it.ban("country", "US"),
            eve,
            "ban_country",
            6,
            List.of("lift", "allow")),
        new Case(
            "a withheld number",
            it -> it.policies("withheld", "reject"),
            List.of("phone", "anonymous"),
            "policy_withheld",
            7,
            List.of("policy")),
        new Case("nobody in particular", it -> {}, eve, "no_match", 8, List.of("ban")),
        new Case(
            "a banned cookie of somebody with an allowed address",
            it -> {
              it.allow("email", "eve@example.org");
              it.ban("visitor_id", "c0ffee");
            },
            List.of("visitor_id", "c0ffee", "email", "eve@example.org"),
            "ban_visitor_id",
            0,
            List.of("lift", "allow")),
        new Case(
            "several identifiers, each banned",
            it -> {
              it.ban("email_domain", "example.org", "for", "2d");
              it.ban("ip", "203.0.113.0/24", "for", "1d");
              it.ban("country", "FR", "for", "5d");
            },
            List.of("email", "Eve@Mail.Example.org", "ip", "203.0.113.7", "country", "fr"),
            "ban_email_domain",
            0,
            List.of("lift", "allow", "wait")),
        new Case(
            "an allowed address in a banned block",
            it -> {
              it.ban("ip", "2001:db8::/48");
              it.allow("ip", "2001:db8::7");
            },
            List.of("ip", "2001:db8::7"),
            "allow_ip",
            0,
            List.of("lift")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesTheStepThatDecides(Case one) {
    one.given.accept(this);

    JsonObject why = explain(one.query.toArray(String[]::new));

    assertEquals(one.reason, why.getString("reason"));
    assertEquals(one.step == 0 ? null : Integer.valueOf(one.step), why.getInteger("step"));
    assertEquals(
        one.reason.startsWith("ban") || one.reason.startsWith("policy"), why.getBoolean("blocked"));
    assertEquals(why.getBoolean("blocked") ? "reject" : "forward", why.getString("decision"));
    assertEquals(one.wouldChange, actions(why));
    List<String> whys = whys(why);
    assertEquals(why.getValue("entry") != null, whys.contains("decides"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatWouldChangeADecisionChangesIt(Case one) {
    for (int i = 0; i < one.wouldChange.size(); i++) {
      newOrganisation();
      one.given.accept(this);
      JsonObject before = explain(one.query.toArray(String[]::new));

      follow(before.getJsonArray("would_change").getJsonObject(i));

      JsonObject after = explain(one.query.toArray(String[]::new));
      assertNotEquals(
          before.getBoolean("blocked"), after.getBoolean("blocked"), one.wouldChange.get(i));
      api.later = Duration.ZERO;
    }
  }

  /** Does what it says, to the letter. */
  private void follow(JsonObject remedy) {
    switch (remedy.getString("action")) {
      case "lift" -> remedy.getJsonArray("entries").forEach(id -> lift(((Number) id).longValue()));
      case "allow", "ban" -> {
        for (Object one : remedy.getJsonArray("values")) {
          JsonObject value = (JsonObject) one;
          String path = "/v1/" + remedy.getString("action") + "s";
          add(path, value.getString("kind"), value.getString("value"));
        }
      }
      case "wait" -> {
        api.later = Duration.between(Instant.now(), Instant.parse(remedy.getString("until")));
        api.node.confirmed(api.now());
      }
      case "policy" -> {
        for (Object one : remedy.getJsonArray("policies")) {
          assertEquals("organisation", ((JsonObject) one).getString("of"));
          policies(((JsonObject) one).getString("policy"), "allow");
        }
      }
      case "unprotect" ->
          remedy
              .getJsonArray("protected")
              .forEach(id -> assertEquals(204, api.delete(key, "/v1/protected/" + id).status()));
      default -> throw new AssertionError(remedy.encode());
    }
  }

  private void lift(long id) {
    if (api.delete(key, "/v1/bans/" + id).status() != 204) {
      assertEquals(204, api.delete(key, "/v1/allows/" + id).status());
    }
  }

  @Test
  void saysOfEveryEntryWhoMadeItAndWhyItDidNotDecide() {
    long exact = ban("phone", EVE, "note", "Called nine times");
    long observed = ban("phone_prefix", "+1415555", "observe", true);
    long chat = ban("phone_prefix", "+14155", "channels", new JsonArray().add("chat"));
    long wide = ban("phone_prefix", "+1415");
    long ended = ban("country", "US", "for", "1m");
    api.later = Duration.ofMinutes(2);

    JsonObject why = explain("phone", "(415) 555-2671");

    assertEquals(List.of(exact, wide, observed, chat, ended), ids(why));
    assertEquals(List.of("decides", "weaker", "observed", "other_channel", "expired"), whys(why));
    JsonObject first = why.getJsonArray("matches").getJsonObject(0);
    assertEquals(slug, first.getString("created_by"));
    assertEquals("Called nine times", first.getString("note"));
    assertEquals(api.get(key, "/v1/bans/" + exact).json(), whole(first));
    assertEquals(
        List.of(exact, wide),
        remedy(why, "lift").getJsonArray("entries").stream()
            .map(id -> ((Number) id).longValue())
            .toList());
    assertFalse(why.getJsonArray("matches").getJsonObject(4).getBoolean("stands_now"));
  }

  private static JsonObject whole(JsonObject match) {
    JsonObject entry = match.copy();
    List.of("decides", "why", "stands_now").forEach(entry::remove);
    return entry;
  }

  @Test
  void showsWhichAllowOverridesWhichBan() {
    long narrow = ban("phone", EVE);
    long wide = ban("phone_prefix", "+1415");
    long allow = allow("phone", EVE);

    JsonObject why = explain("phone", EVE);

    assertEquals(List.of("decides", "overridden", "overridden"), whys(why));
    assertEquals(
        new JsonArray()
            .add(new JsonObject().put("ban", narrow).put("by", allow))
            .add(new JsonObject().put("ban", wide).put("by", allow))
            .encode(),
        why.getJsonArray("overridden").encode());
  }

  @Test
  void anAllowOfOneIdentifierOverridesNoBanOnAnother() {
    ban("visitor_id", "c0ffee");
    allow("email", "eve@example.org");

    JsonObject why = explain("visitor_id", "c0ffee", "email", "eve@example.org");

    assertTrue(why.getBoolean("blocked"));
    assertEquals(0, why.getJsonArray("overridden").size());
    assertEquals(
        List.of("{\"kind\":\"visitor_id\",\"value\":\"c0ffee\"}"),
        remedy(why, "allow").getJsonArray("values").stream()
            .map(value -> ((JsonObject) value).encode())
            .toList());
  }

  @Test
  void theLineCalledBringsItsRegionAndItsPolicies() {
    line(OWN, "{\"withheld\":\"reject\"}");

    JsonObject withheld = explain("to", OWN);
    JsonObject british = explain("phone", "020 7946 0018", "to", OWN);

    assertEquals("policy_withheld", withheld.getString("reason"));
    assertEquals(
        new JsonArray().add(new JsonObject().put("policy", "withheld").put("of", "line")),
        remedy(withheld, "policy").getJsonArray("policies"));
    assertTrue(withheld.getJsonObject("understood").getString("line").startsWith("line_"));
    assertEquals("+442079460018", british.getJsonObject("understood").getString("phone"));
    assertEquals("GB", british.getJsonObject("understood").getString("country"));
  }

  @Test
  void theOneLineThatTakesEveryNumberCountsWithoutBeingNamed() {
    line(null, "{\"withheld\":\"reject\"}");

    assertEquals("policy_withheld", explain("phone", "anonymous").getString("reason"));
  }

  @Test
  void namesTheLinesThatCouldTakeACall() {
    line(slug + "-a", null, "{\"withheld\":\"reject\"}");
    line(slug + "-b", null, "{\"withheld\":\"reject\"}");
    line(slug + "-c", OWN, "{\"withheld\":\"reject\"}");

    JsonObject why = explain("to", "+14155550199");

    assertNull(why.getJsonObject("understood").getString("line"));
    String told = why.getJsonObject("not_understood").getString("to");
    assertTrue(told.matches("Several lines could take this call: line_\\w+, line_\\w+\\."), told);
    assertEquals("no_match", why.getString("reason"));
    assertEquals("policy_withheld", explain("to", OWN).getString("reason"));
  }

  @Test
  void ofSeveralThatOfTheAccountDefaultTakesIt() {
    slug = "default";
    key = TestApi.BOOTSTRAP;
    line("another-" + organisations, null, "{\"withheld\":\"reject\"}");

    JsonObject why = explain("to", "+14155550199");

    assertEquals(new JsonObject(), why.getJsonObject("not_understood"));
    assertEquals(
        api.store.query(
            "SELECT l.public_id FROM line l JOIN account a ON a.id = l.account_id WHERE a.slug ="
                + " 'default'"),
        List.of(why.getJsonObject("understood").getString("line")));
  }

  @Test
  void saysWhatItCouldNotRead() {
    JsonObject why =
        explain("phone", "nonsense", "ip", "1.2.3", "email", "eve", "country", "Utopia");

    JsonObject understood = why.getJsonObject("understood");
    for (String name : List.of("phone", "ip", "email", "country")) {
      assertNull(understood.getValue(name), name);
      assertTrue(why.getJsonObject("not_understood").getString(name).endsWith("."), name);
    }
    assertEquals("unreadable", understood.getString("caller_id"));
    assertEquals("no_match", why.getString("reason"));
    assertEquals(
        "None of your lines has this number.",
        explain("phone", EVE, "to", "+14155550199")
            .getJsonObject("not_understood")
            .getString("to"));
  }

  @Test
  void readsAPlusSignThatNobodyEscaped() {
    Reply reply = api.get(key, "/v1/explain?phone=+442079460018");

    assertEquals("+442079460018", reply.json().getJsonObject("understood").getString("phone"));
  }

  @Test
  void tellsWhoObserves() {
    ban("phone", EVE);
    api.observe = true;

    JsonObject why = explain("phone", EVE);

    assertTrue(why.getBoolean("observed"));
    assertFalse(why.getBoolean("blocked"));
    assertEquals("ban_phone", why.getString("reason"));
    assertEquals(new JsonArray().add("node"), remedy(why, "stop_observing").getJsonArray("of"));
  }

  @Test
  void tellsThatTheNodeMayBeBehind() {
    api.node.stale();

    assertTrue(explain("phone", EVE).getBoolean("degraded"));
  }

  @Test
  void decidesThePastByWhatStoodThen() {
    final Instant before = databaseTime();
    long lifted = ban("phone", EVE, "note", "as made");
    final Instant made = databaseTime();
    api.patch(
        key, "/v1/bans/" + lifted, new JsonObject().put("note", "as edited").put("observe", true));
    final Instant edited = databaseTime();
    lift(lifted);
    final Instant gone = databaseTime();

    assertEquals("no_match", explain("phone", EVE, "at", before.toString()).getString("reason"));
    JsonObject then = explain("phone", EVE, "at", made.toString());
    assertEquals("ban_phone", then.getString("reason"));
    JsonObject match = then.getJsonArray("matches").getJsonObject(0);
    assertEquals("as made", match.getString("note"));
    assertNull(match.getString("lifted_at"));
    assertFalse(match.getBoolean("stands_now"));
    assertEquals("forward", then.getJsonObject("now").getString("decision"));
    assertEquals("now", then.getString("settings"));
    JsonObject after = explain("phone", EVE, "at", edited.toString());
    assertEquals("forward", after.getString("decision"));
    assertEquals("ban_phone", after.getString("reason"));
    assertTrue(after.getBoolean("observed"));
    assertEquals(List.of("observed"), whys(after));
    assertEquals(List.of(), ids(explain("phone", EVE, "at", gone.toString())));
  }

  /** As the versions of entries are dated. */
  private static Instant databaseTime() {
    return Instant.parse(
        api.store
            .query(
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                    + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
            .get(0));
  }

  @Test
  void anEndThatHasPassedSinceHeldThen() {
    ban("ip", "203.0.113.0/24", "for", "1m");
    Instant held = databaseTime();
    api.later = Duration.ofMinutes(2);

    JsonObject then = explain("ip", "203.0.113.7", "at", held.toString());

    assertEquals("ban_ip", then.getString("reason"));
    assertEquals("no_match", then.getJsonObject("now").getString("reason"));
    assertEquals(List.of("expired"), whys(explain("ip", "203.0.113.7")));
  }

  @Test
  void thereIsNoHistoryBeforeTheOrganisation() {
    Reply reply = ask("phone", EVE, "at", "2020-01-01T00:00:00Z");

    assertEquals(422, reply.status());
    assertEquals("history_starts", reply.json().getString("type"));
    String starts = reply.json().getString("history_starts");
    assertEquals(List.of("/query/at"), reply.pointers());
    assertEquals(200, ask("phone", EVE, "at", starts).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2999-01-01T00:00:00Z", "yesterday", "2026-11-21", "2026-13-01T00:00:00Z"})
  void whatIsNoMomentOfThePastIsRefused(String at) {
    assertEquals(List.of("/query/at"), ask("phone", EVE, "at", at).pointers());
  }

  @Test
  void somethingHasToBeAskedAndNothingThatContradictsItself() {
    assertEquals(List.of("/query/phone"), ask().pointers());
    assertEquals(List.of("/query/phone"), ask("ip", "203.0.113.7", "channel", "voice").pointers());
    assertEquals(
        List.of("/query/phone", "/query/at"),
        ask("call_control_id", "v3:x", "phone", EVE, "at", "2026-01-01T00:00:00Z").pointers());
    assertEquals(404, ask("call_control_id", "v3:nobody").status());
  }

  @Test
  void aKeptCallIsForThoseWhoMayListCalls() {
    String bans = api.addKey(slug, slug + "-bans", null, "bans:read");
    String both = api.addKey(slug, slug + "-both", null, "bans:read", "calls:read");

    Reply refused = api.get(bans, "/v1/explain?call_control_id=v3:nobody");

    assertEquals(403, refused.status());
    assertTrue(refused.text().contains("calls:read"), refused.text());
    assertEquals(404, api.get(both, "/v1/explain?call_control_id=v3:nobody").status());
    assertEquals(200, api.get(bans, "/v1/explain?phone=%2B14155552671").status());
  }

  @Test
  void anotherOrganisationsEntriesAndCallsAreNotSeen() {
    ban("phone", EVE);
    newOrganisation();

    assertEquals("no_match", explain("phone", EVE).getString("reason"));
    assertEquals(List.of(), ids(explain("phone", EVE, "at", databaseTime().toString())));
  }

  @Test
  void withoutTheDatabaseThereIsNoExplanation() {
    try (TestApi alone = new TestApi()) {
      alone.load();
      TestApi.loseDatabase(alone);

      assertEquals(
          503,
          alone
              .get(TestApi.BOOTSTRAP, "/v1/explain?phone=%2B14155552671&at=2026-01-01T00:00:00Z")
              .status());
    }
  }
}
