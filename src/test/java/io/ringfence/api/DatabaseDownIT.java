package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PostgreSQL is gone: what is in memory goes on, the rest says so. */
final class DatabaseDownIT {
  private static TestApi api;

  @BeforeAll
  static void banAndLoseTheDatabase() {
    api = new TestApi();
    api.load();
    api.post(BOOTSTRAP, "/v1/bans", phone("+14155552671"));
    api.post(BOOTSTRAP, "/v1/bans", entry("visitor_id", "c0ffee", Map.of()));
    TestApi.loseDatabase(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void checksGoOnFromMemory() {
    JsonObject from = new JsonObject().put("phone", "+14155552671");

    assertTrue(api.post(BOOTSTRAP, "/v1/checks", from).json().getBoolean("blocked"));
    JsonObject batch = new JsonObject().put("checks", new JsonArray().add(from));
    JsonArray results =
        api.post(BOOTSTRAP, "/v1/checks/batch", batch).json().getJsonArray("results");
    assertTrue(results.getJsonObject(0).getBoolean("blocked"));
    String forwardAuth = "/v1/checks/forward-auth";
    assertEquals(403, api.get(BOOTSTRAP, forwardAuth, "X-Visitor-Id", "c0ffee").status());
    assertEquals(204, api.get(BOOTSTRAP, forwardAuth, "X-Visitor-Id", "another").status());
  }

  @Test
  void writesAndReadsOfTablesAreUnavailable() {
    for (Reply refused :
        new Reply[] {
          api.post(BOOTSTRAP, "/v1/bans", phone("+14155552672")),
          api.post(
              BOOTSTRAP,
              "/v1/bans/bulk",
              new JsonObject().put("entries", new JsonArray().add(phone("+14155552672")))),
          api.get(BOOTSTRAP, "/v1/operations"),
          api.get(BOOTSTRAP, "/v1/bans"),
          api.get(BOOTSTRAP, "/v1/allows/1"),
          api.delete(BOOTSTRAP, "/v1/bans/1")
        }) {
      assertEquals(503, refused.status());
      assertEquals("1", refused.header("Retry-After"));
      assertFalse(refused.text().contains("Exception"), refused.text());
      assertFalse(refused.text().contains("127.0.0.1"), refused.text());
    }
  }

  @Test
  void refusesWhatIsWrongAllTheSame() {
    assertEquals(422, api.post(BOOTSTRAP, "/v1/bans", new JsonObject()).status());
    assertEquals(401, api.get(TestApi.key("nobody"), "/v1/bans").status());
  }
}
