package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.phone;
import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Account;
import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.store.FirstStart;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines by the API. */
final class LinesIT {
  private static final String IN = Authentication.ORGANISATION;
  private static final String LINES = "/v1/lines";

  private static TestApi api;
  private static String acme;
  private static String other;
  private static JsonObject shared;

  @BeforeAll
  static void start() {
    api = new TestApi();
    acme = api.organisation("acme", "admin");
    other = api.organisation("other", "admin");
    api.post(acme, "/v1/accounts", new JsonObject());
    api.post(other, "/v1/accounts", new JsonObject());
    shared =
        api.post(BOOTSTRAP, "/v1/accounts", new JsonObject().put("slug", "all").put("shared", true))
            .json();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject line(String account, String number) {
    return new JsonObject().put("account", account).put("number", number);
  }

  private static JsonObject made(String key, JsonObject body) {
    Reply made = api.post(key, LINES, body);
    assertEquals(201, made.status(), made.text());
    return made.json();
  }

  private static String path(JsonObject line) {
    return LINES + "/" + line.getString("id");
  }

  private static Line inMemory(String account, String number) {
    Account held = api.node.current().directory().account(account);
    return api.node.current().directory().line(held.id(), E164.parse(number), null);
  }

  @Test
  void makesOneThatCallsAreTakenOnAtOnce() {
    JsonObject asked =
        line("acme", "(500) 555-0101")
            .put("upstream", "https://1.1.1.1/telnyx")
            .put("region", "GB")
            .put("cause", "CALL_REJECTED")
            .put("observe", true)
            .put("policies", new JsonObject().put("withheld", "reject").putNull("short"));

    Reply made = api.post(acme, LINES, asked);

    assertEquals(201, made.status(), made.text());
    JsonObject line = made.json();
    assertEquals(path(line), made.header("Location"));
    assertEquals("+15005550101", line.getString("number"));
    assertEquals(new JsonArray(), line.remove("warnings"));
    assertEquals(line, api.get(acme, path(line)).json());
    Line held = inMemory("acme", "+15005550101");
    assertEquals(line.getString("id"), held.publicId());
    assertEquals("https://1.1.1.1/telnyx", held.upstream());
    assertEquals("GB", held.region());
    assertEquals("CALL_REJECTED", held.cause());
    assertTrue(held.observe());
    assertEquals("reject", held.policies().withheld().word());
  }

  @Test
  void changesWhatIsGivenAndTakesAwayWhatIsNull() {
    JsonObject line =
        made(acme, line("acme", "+15005550102").put("region", "GB").put("cause", "USER_BUSY"));

    Reply changed =
        api.patch(
            acme,
            path(line),
            new JsonObject().putNull("region").putNull("number").put("connection_id", "177"));

    assertEquals(200, changed.status(), changed.text());
    assertNull(changed.json().getString("region"));
    assertEquals("USER_BUSY", changed.json().getString("cause"));
    assertEquals("177", changed.json().getString("connection_id"));
    int account = api.node.current().directory().account("acme").id();
    assertEquals(
        line.getString("id"), api.node.current().directory().line(account, null, "177").publicId());
  }

  @Test
  void aDeletedLineTakesNoMoreCalls() {
    JsonObject line = made(acme, line("acme", "+15005550103"));

    Reply deleted = api.delete(acme, path(line));

    assertEquals(204, deleted.status(), deleted.text());
    assertNull(inMemory("acme", "+15005550103"));
    assertEquals(404, api.delete(acme, path(line)).status());
    Reply waited = api.delete(acme, path(made(acme, line("acme", "+15005550103"))) + "?wait=100ms");
    assertEquals(200, waited.status());
    assertTrue(waited.json().getString("account").startsWith("acc_"), waited.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /account",
        "{'account':'nobody'} | /account",
        "{'account':'other'} | /account",
        "{'account':'all'} | /account",
        "{'account':'acme','number':'911'} | /number",
        "{'account':'acme','number':'anonymous'} | /number",
        "{'account':'acme','number':'+15005550104','connection_id':'1'} | /connection_id",
        "{'account':'acme','region':'XX'} | /region",
        "{'account':'acme','cause':'RUDE'} | /cause",
        "{'account':'acme','policies':{'withheld':'maybe'}} | /policies/withheld",
        "{'account':'acme','upstream':'ftp://1.1.1.1/'} | /upstream",
        "{'account':'acme','upstream':'nonsense'} | /upstream",
        "{'account':'acme','upstream':'https://user:word@1.1.1.1/'} | /upstream",
        "{'account':'acme','upstream':'https://1.1.1.1:99999/'} | /upstream",
        "{'account':'acme','organisation_id':7} | /organisation_id"
      })
  void refusesABodyThatIsWrong(String body, String pointer) {
    String before = api.written();

    Reply refused = api.send(acme, "POST", LINES, body.replace('\'', '"'));

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of(pointer), refused.pointers());
    assertEquals(before, api.written());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/x",
        "http://localhost/x",
        "http://2130706433/x",
        "http://10.1.2.3:8080/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://[fd00::1]/x",
        "https://1.1.1.1/webhooks/telnyx",
        "https://1.1.1.1/x/../webhooks/telnyx/acme",
        "https://1.1.1.1/webhooks/%74elnyx"
      })
  void refusesAnUpstreamThatIsNotPublicOrIsAGateway(String url) {
    Reply refused = api.post(acme, LINES, line("acme", "+15005550105").put("upstream", url));

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of("/upstream"), refused.pointers());
  }

  @Test
  void takesPrivateUpstreamsWhereConfigurationAllowsThem() {
    try (TestApi inside = new TestApi(true)) {
      inside.load();
      JsonObject asked = line("default", "+15005550106");

      assertEquals(
          201,
          inside.post(BOOTSTRAP, LINES, asked.put("upstream", "http://10.1.2.3:8080/x")).status());
      assertEquals(
          422,
          inside
              .post(BOOTSTRAP, LINES, asked.put("upstream", "http://10.1.2.3/webhooks/telnyx"))
              .status());
    }
  }

  @Test
  void twoLinesForTheSameAreRefusedNamingTheFirstIfItIsOnesOwn() {
    JsonObject first = made(acme, line("acme", "+15005550107"));
    JsonObject onShared =
        api.post(BOOTSTRAP, LINES, line("all", "+15005550108"), IN, "other").json();

    Reply own = api.post(acme, LINES, line("acme", "500-555-0107"));
    Reply moved =
        api.patch(
            acme,
            path(made(acme, line("acme", "+15005550109"))),
            new JsonObject().put("number", "+15005550107"));
    Reply anothers = api.post(BOOTSTRAP, LINES, line("all", "+15005550108"), IN, "acme");

    assertEquals(409, own.status());
    assertTrue(own.detail("/number").contains(first.getString("id")), own.text());
    assertEquals(409, moved.status());
    assertEquals(409, anothers.status());
    assertEquals(List.of("/number"), anothers.pointers());
    assertFalse(anothers.text().contains(onShared.getString("id")));
    // On another account the same number is another line.
    assertEquals(201, api.post(other, LINES, line("other", "+15005550107")).status());
  }

  @Test
  void onASharedAccountOnlyTheOperatorSaysWhoseCallsAre() {
    String id = shared.getString("id");

    Reply byOperator = api.post(BOOTSTRAP, LINES, line("all", "+15005550110"), IN, "acme");
    JsonObject line = byOperator.json();
    List<Reply> refused =
        List.of(
            api.post(acme, LINES, line(id, "+15005550111")),
            api.post(acme, LINES, line("all", "+15005550111")),
            api.post(acme, LINES, new JsonObject().put("account", id)),
            api.post(acme, LINES, new JsonObject().put("account", id).put("connection_id", "9")),
            api.patch(acme, path(line), new JsonObject().put("number", "+15005550111")),
            api.patch(acme, path(line), new JsonObject().putNull("number")));

    assertEquals(201, byOperator.status(), byOperator.text());
    assertEquals(id, line.getString("account"));
    for (Reply one : refused) {
      assertEquals(403, one.status(), one.text());
      assertTrue(one.json().getString("detail").contains("operator"), one.text());
    }
    // What becomes of its calls is set by whom it was given to.
    assertEquals(200, api.patch(acme, path(line), new JsonObject().put("observe", true)).status());
  }

  @Test
  void anothersIsNotThere() {
    JsonObject theirs = made(other, line("other", "+15005550112"));
    String before = api.written();

    assertEquals(404, api.get(acme, path(theirs)).status());
    assertEquals(
        404, api.patch(acme, path(theirs), new JsonObject().put("observe", true)).status());
    assertEquals(404, api.delete(acme, path(theirs)).status());
    assertFalse(api.get(acme, LINES + "?limit=1000").text().contains(theirs.getString("id")));
    assertEquals(before, api.written());
  }

  @Test
  void aNumberThatIsBannedGivesAWarningAndTheBanHoldsNoMore() {
    JsonObject ban = api.post(acme, "/v1/bans", phone("+15005550113")).json();

    JsonObject line = made(acme, line("acme", "+15005550113"));

    assertEquals(
        new JsonArray()
            .add(new JsonObject().put("code", "number_banned").put("entry", ban.getLong("id"))),
        line.getJsonArray("warnings"));
    int organisation = api.node.current().directory().organisation("acme").id();
    assertTrue(
        api.node
            .current()
            .directory()
            .ownsNumber(organisation, E164.parse("+15005550113").digits()));
    assertEquals(422, api.post(acme, "/v1/bans", phone("+15005550113")).status());
  }

  @Test
  void whatConfigurationOwnsAnswers409AndTheRestDoesNot() {
    try (TestApi configured = new TestApi()) {
      await(
          new FirstStart(configured.store.database)
              .run(
                  new FirstStart.Settings(
                      null, "http://127.0.0.1:1/own", null, "DE", null, false)));
      configured.load();
      JsonObject there =
          configured.get(BOOTSTRAP, LINES).json().getJsonArray("data").getJsonObject(0);

      Reply upstream =
          configured.patch(
              BOOTSTRAP, path(there), new JsonObject().put("upstream", "https://1.1.1.1/"));
      Reply region = configured.patch(BOOTSTRAP, path(there), new JsonObject().put("region", "FR"));
      Reply cause =
          configured.patch(BOOTSTRAP, path(there), new JsonObject().put("cause", "CALL_REJECTED"));

      assertEquals("config", there.getString("managed_by"));
      assertEquals(
          new JsonArray().add("upstream").add("region"), there.getJsonArray("managed_fields"));
      assertEquals(List.of("/upstream"), upstream.pointers());
      assertEquals(409, upstream.status());
      assertEquals(409, region.status());
      assertEquals(200, cause.status(), cause.text());
      assertEquals(409, configured.delete(BOOTSTRAP, path(there)).status());
      assertEquals(
          409,
          configured
              .patch(BOOTSTRAP, path(there), new JsonObject().put("number", "+15005550114"))
              .status());
    }
  }

  @Test
  void listsInPagesAndFinds() {
    for (int i = 0; i < 3; i++) {
      made(acme, line("acme", "+1500555021" + i));
    }

    JsonObject first = api.get(acme, LINES + "?limit=2&q=%2B150055502").json();
    JsonObject rest =
        api.get(acme, LINES + "?limit=2&q=%2B150055502&cursor=" + first.getString("next")).json();

    assertEquals(2, first.getJsonArray("data").size());
    assertEquals(1, rest.getJsonArray("data").size());
    assertNull(rest.getString("next"));
    assertEquals("+15005550212", first.getJsonArray("data").getJsonObject(0).getString("number"));
  }
}
