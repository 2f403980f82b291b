package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.config.ApiConfig;
import io.ringfence.domain.IpRange;
import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many senders asked about at once, and a web server that asks about one. */
final class CheckBatchIT {
  private static final String BATCH = "/v1/checks/batch";
  private static final String FORWARD_AUTH = "/v1/checks/forward-auth";

  private static TestApi api;
  private static String key;

  @BeforeAll
  static void start() {
    ApiConfig behindProxy =
        new ApiConfig(TestApi.UNLIMITED.rateLimit(), List.of(IpRange.parse("127.0.0.1")));
    api =
        new TestApi(
            new TestStore(), new ApiServer.Limits(behindProxy, ApiServer.Limits.PATIENCE, false));
    key = api.organisation("batch", "bans:write", "checks");
    ban("visitor_id", "c0ffee");
    ban("ip", "203.0.113.0/24");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static void ban(String kind, String value) {
    assertEquals(201, api.post(key, "/v1/bans", entry(kind, value, Map.of())).status());
  }

  private static JsonObject batch(List<JsonObject> checks) {
    return new JsonObject().put("checks", new JsonArray(checks));
  }

  private static JsonObject visitor(String id) {
    return new JsonObject().put("visitor_id", id);
  }

  @Test
  void answersAThousandInTheirOrder() {
    List<JsonObject> asked =
        IntStream.range(0, 1_000)
            .mapToObj(i -> i % 10 == 3 ? visitor("c0ffee") : visitor("v" + i))
            .toList();

    JsonObject answer = api.post(key, BATCH, batch(asked)).json();

    JsonArray results = answer.getJsonArray("results");
    assertEquals(1_000, results.size());
    for (int i = 0; i < 1_000; i++) {
      assertEquals(i % 10 == 3, results.getJsonObject(i).getBoolean("blocked"), "check " + i);
    }
    assertFalse(answer.getBoolean("degraded"));
    assertNotNull(answer.getString("as_of"));
  }

  @Test
  void aResultIsWhatTheCheckAloneIsAnswered() {
    JsonObject load = new JsonObject().put("ip", "203.0.113.7").put("action", "load");

    JsonObject one = api.post(key, BATCH, batch(List.of(load))).json();
    JsonObject alone = api.post(key, "/v1/checks", load).json();

    assertEquals(alone, one.getJsonArray("results").getJsonObject(0));
  }

  @Test
  void pointsAtEveryItemThatIsWrongAndDecidesNone() {
    double before = blocked();

    Reply refused =
        api.post(
            key,
            BATCH,
            batch(
                List.of(
                    visitor("c0ffee"),
                    visitor("c0ffee").put("channel", "fax"),
                    visitor("none").put("unknown", 1),
                    visitor("none").put("ip", "localhost"))));

    assertEquals(422, refused.status());
    assertEquals(List.of("/checks/1/channel", "/checks/2/unknown"), refused.pointers());
    assertEquals(before, blocked());
  }

  @Test
  void takesFromOneToAThousand() {
    List<JsonObject> tooMany = IntStream.range(0, 1_001).mapToObj(i -> visitor("v")).toList();

    assertEquals(422, api.post(key, BATCH, batch(List.of())).status());
    assertEquals(422, api.post(key, BATCH, batch(tooMany)).status());
    Reply noObject = api.send(key, "POST", BATCH, "{\"checks\":[null,7]}");
    assertEquals(List.of("/checks/0", "/checks/1"), noObject.pointers());
  }

  @Test
  void aWebServerIsToldByVisitorId() {
    assertEquals(403, api.get(key, FORWARD_AUTH, "X-Visitor-Id", "c0ffee").status());
    assertEquals(204, api.get(key, FORWARD_AUTH, "X-Visitor-Id", "C0FFEE").status());
    assertEquals(204, api.get(key, FORWARD_AUTH, "X-Visitor-Id", "x".repeat(5_000)).status());
    assertEquals(204, api.get(key, FORWARD_AUTH, "X-Visitor-Id", "").status());
    assertEquals(204, api.get(key, FORWARD_AUTH).status());
  }

  @Test
  void aVisitorsOwnHeadersChooseNothing() {
    String id = "X-Visitor-Id";

    // Let through were each of them, since whoever cannot be asked about is.
    assertEquals(403, api.get(key, FORWARD_AUTH, id, "c0ffee", "Ringfence-Actor", "me").status());
    assertEquals(
        403, api.get(key, FORWARD_AUTH, id, "c0ffee", "Ringfence-Organisation", "nobody").status());
  }

  @Test
  void thePagesOwnQueryChangesNothing() {
    for (String query : List.of("?page=1&page=2", "?X-Visitor-Id=other", "?organisation=x")) {
      assertEquals(204, api.get(key, FORWARD_AUTH + query).status(), query);
      assertEquals(
          403, api.get(key, FORWARD_AUTH + query, "X-Visitor-Id", "c0ffee").status(), query);
    }
  }

  @Test
  void aWebServerIsToldByTheAddressItsProxyNames() {
    assertEquals(403, through("203.0.113.7"));
    assertEquals(403, through("198.51.100.7, 203.0.113.7"));
    assertEquals(204, through("203.0.113.7, 198.51.100.7"));
    assertEquals(204, through("203.0.113.7, unknown"));
    assertEquals(204, through("127.0.0.1"));
  }

  private static int through(String forwarded) {
    return api.get(key, FORWARD_AUTH, "X-Forwarded-For", forwarded).status();
  }

  @Test
  void theAuditNamesTheAddressBehindTheProxy() {
    String writer = api.addKey("batch", "writer", null, "bans:write", "audit:read");

    api.post(
        writer,
        "/v1/bans",
        entry("visitor_id", "audited", Map.of()),
        "X-Forwarded-For",
        "192.0.2.9");

    JsonObject newest =
        api.get(writer, "/v1/audit-log?limit=1").json().getJsonArray("data").getJsonObject(0);
    assertEquals("192.0.2.9", newest.getString("address"));
  }

  @Test
  void aWrongKeyIsNoBan() {
    String reader = api.addKey("batch", "reader", null, "bans:read");

    assertEquals(401, api.get(null, FORWARD_AUTH).status());
    assertEquals(401, api.get(TestApi.key("nobody"), FORWARD_AUTH).status());
    assertEquals(401, api.get(reader, FORWARD_AUTH).status());
  }

  @Test
  void theWidgetLoadsWhereTheOrganisationSaysSo() {
    String other = api.organisation("batch-shown", "bans:write", "checks");
    api.post(other, "/v1/bans", entry("visitor_id", "c0ffee", Map.of()));
    assertEquals(403, api.get(other, FORWARD_AUTH, "X-Visitor-Id", "c0ffee").status());

    api.patch(
        TestApi.BOOTSTRAP,
        "/v1/organisations/batch-shown",
        new JsonObject().put("chat", new JsonObject().put("on_load", "show")));

    assertEquals(204, api.get(other, FORWARD_AUTH, "X-Visitor-Id", "c0ffee").status());
  }

  @Test
  void whileNothingIsLoadedEverybodyPasses() {
    try (TestApi unloaded = new TestApi()) {
      assertEquals(204, unloaded.get(key, FORWARD_AUTH, "X-Visitor-Id", "c0ffee").status());
      JsonObject answer = unloaded.post(key, BATCH, batch(List.of(visitor("c0ffee")))).json();
      assertFalse(answer.getJsonArray("results").getJsonObject(0).getBoolean("blocked"));
      assertTrue(answer.getBoolean("degraded"));
    }
  }

  private static double blocked() {
    return api.registry.find("ringfence.checks").tag("outcome", "block").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
