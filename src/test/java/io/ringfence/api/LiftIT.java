package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.OperationStore;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many entries lifted in one request over HTTP. */
final class LiftIT {
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
    slug = "lift-" + ++organisations;
    key = api.organisation(slug, "bans:read", "bans:write", "checks");
  }

  private static JsonObject lift(String filter, int count) {
    return new JsonObject()
        .put("filter", new JsonObject(filter.replace('\'', '"')))
        .put("reason", "Made by mistake")
        .put("count", count);
  }

  private Reply send(JsonObject body, String... headers) {
    return api.post(key, "/v1/bans/lift", body, headers);
  }

  private void ban(String number, String reason) {
    api.post(key, "/v1/bans", phone(number).put("reason", reason));
  }

  private boolean blocked(String number) {
    JsonObject check = new JsonObject().put("phone", number);
    return api.post(key, "/v1/checks", check).json().getBoolean("blocked");
  }

  private List<String> standing() {
    return api.store.query(
        "SELECT e.value FROM entry e JOIN organisation o ON o.id = e.organisation_id"
            + " WHERE e.standing AND o.slug = '"
            + slug
            + "' ORDER BY e.value");
  }

  private void many(int count) {
    api.store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT o.id, 'phone', '+1303'"
            + " || (5550000 + n), 'Many' FROM organisation o, generate_series(1, "
            + count
            + ") n WHERE o.slug = '"
            + slug
            + "'");
    api.load();
  }

  @Test
  void liftsWhatMatchesAndNothingElse() {
    ban("+14155550001", "Campaign A");
    ban("+14155550002", "campaign a, too");
    ban("+14155550003", "Something else");
    api.post(key, "/v1/allows", phone("+14155550004").put("reason", "Campaign A"));

    Reply reply = send(lift("{'q':'CAMPAIGN A'}", 2));

    assertEquals(200, reply.status(), reply.text());
    assertEquals(2, reply.json().getInteger("lifted"));
    assertEquals(List.of("+14155550003", "+14155550004"), standing());
    assertFalse(blocked("+14155550001"));
    assertTrue(blocked("+14155550003"));
    JsonObject operation =
        api.get(key, "/v1/operations/" + reply.json().getString("operation")).json();
    assertEquals("lift", operation.getString("kind"));
    assertEquals("ban", operation.getString("effect"));
    assertEquals("Made by mistake", operation.getString("reason"));
    assertEquals(2, operation.getJsonObject("counts").getInteger("asked"));
    assertEquals(2, operation.getJsonObject("counts").getInteger("lifted"));
    assertEquals(
        List.of("2"),
        api.store.query(
            "SELECT count(*) FROM entry WHERE lift_reason = 'Made by mistake' AND lifted_by = '"
                + slug
                + "'"));
  }

  @Test
  void readsTheValueAsANewEntryDoes() {
    ban("+14155550011", "x");

    assertEquals(200, send(lift("{'value':'(415) 555-0011'}", 1)).status());
    assertEquals(List.of(), standing());
  }

  @Test
  void refusesAnotherCountAndSaysWhichItIs() {
    ban("+14155550021", "x");
    ban("+14155550022", "x");

    Reply reply = send(lift("{'kind':'phone'}", 1));

    assertEquals(409, reply.status());
    assertEquals(2, reply.json().getInteger("count"));
    assertEquals("must be 2", reply.detail("/count"));
    assertEquals(2, standing().size());
    assertEquals(
        0, api.get(key, "/v1/operations").json().getJsonArray("data").size(), "none was made");
  }

  @Test
  void countsOnlyWhatTheListShowsAsActiveAndLeavesWhatAVisitorMade() {
    ban("+14155550031", "x");
    api.store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason, until) SELECT id, 'phone',"
            + " '+14155550032', 'x', now() - interval '1 day' FROM organisation WHERE slug = '"
            + slug
            + "'",
        "INSERT INTO entry (organisation_id, kind, value, reason, source, visitor) SELECT id,"
            + " 'phone', '+14155550033', 'x', 'visitor', 'vis_1' FROM organisation WHERE slug = '"
            + slug
            + "'");

    Reply reply = send(lift("{'q':'x'}", 1));

    assertEquals(200, reply.status(), reply.text());
    assertEquals(List.of("+14155550032", "+14155550033"), standing());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'reason':'r','count':1}                                   | /filter",
        "{'filter':{},'reason':'r','count':1}                       | /filter",
        "{'filter':{'source':'list'},'reason':'r','count':1}        | /filter",
        "{'filter':{'kind':'phone'},'all':true,'reason':'r','count':1} | /all",
        "{'filter':{'source':'visitor'},'reason':'r','count':1}     | /filter/source",
        "{'filter':{'status':'all'},'reason':'r','count':1}         | /filter/status",
        "{'filter':{'kind':'phone','value':'112'},'reason':'r','count':1} | /filter/value",
        "{'filter':{'kind':'phone'},'count':1}                      | /reason",
        "{'filter':{'kind':'phone'},'reason':' ','count':1}         | /reason",
        "{'filter':{'kind':'phone'},'reason':'r'}                   | /count",
        "{'filter':{'kind':'phone'},'reason':'r','count':0}         | /count",
        "{'filter':{'kind':'phone'},'reason':'r','count':10001}     | /count"
      })
  void refusesWhatIsNotMeantSo(String body, String pointer) {
    Reply reply = send(new JsonObject(body.replace('\'', '"')));

    assertEquals(422, reply.status());
    assertEquals(List.of(pointer), reply.pointers());
  }

  @Test
  void liftsAllOnlyIfItSaysSo() {
    ban("+14155550041", "x");
    api.post(key, "/v1/bans", entry("phone_prefix", "+1212", Map.of()));

    Reply reply = send(new JsonObject().put("all", true).put("reason", "r").put("count", 2));

    assertEquals(200, reply.status(), reply.text());
    assertEquals(List.of(), standing());
  }

  @Test
  void liftsMoreThanOneTransactionTakes() {
    int all = OperationStore.MOST_ROWS + 3;
    many(all);
    long transactions = heads();

    Reply reply = send(lift("{'kind':'phone'}", all));

    assertEquals(all, reply.json().getInteger("lifted"), reply.text());
    assertEquals(List.of(), standing());
    assertEquals(all, heads() - transactions);
  }

  private static long heads() {
    return api.store.number("SELECT sum(seq) FROM change_head");
  }

  @Test
  void refusesMoreThanTenThousand() {
    many(10_001);

    Reply reply = send(lift("{'kind':'phone'}", 10_000));

    assertEquals(422, reply.status());
    assertEquals(List.of("/filter"), reply.pointers());
    assertTrue(reply.detail("/filter").contains("10000"), reply.text());
    assertEquals(10_001, standing().size());
  }

  @Test
  void aRepeatWithTheSameKeyGetsTheFirstAnswerAndWaitSaysHowFarItHasCome() {
    ban("+14155550061", "x");
    JsonObject body = lift("{'kind':'phone'}", 1);

    Reply first = send(body, Repeats.HEADER, slug);
    Reply second = send(body, Repeats.HEADER, slug);

    assertEquals(200, first.status(), first.text());
    assertEquals(first.text(), second.text());
    ban("+14155550062", "x");
    Reply waited = api.post(key, "/v1/bans/lift?wait=1s", body);
    assertTrue(waited.json().containsKey("effective"), waited.text());
  }

  @Test
  void needsThePermissionToWrite() {
    String reader = api.addKey(slug, slug + "-reader", null, "bans:read");

    assertEquals(403, api.post(reader, "/v1/bans/lift", lift("{'kind':'phone'}", 1)).status());
  }
}
