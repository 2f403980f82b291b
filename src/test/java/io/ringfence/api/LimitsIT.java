package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.config.ApiConfig;
import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who asks too much, tries keys, or sends too slowly. */
final class LimitsIT {
  private static final int BURST = 5;
  private static final String BANS = "/v1/bans";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api =
        new TestApi(
            new TestStore(),
            new ApiServer.Limits(TestApi.limited(1, BURST, 0, 0), Duration.ofMillis(500), false));
    api.load();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** Repeats a request until it is refused; the limit grows by one each second meanwhile. */
  private static Reply refused(TestApi api, String key, int status) {
    Reply reply = api.get(key, BANS);
    for (int i = 0; i < 200 && reply.status() == status; i++) {
      reply = api.get(key, BANS);
    }
    return reply;
  }

  private static double refused(TestApi api, String reason) {
    return api.registry.get("ringfence.api.refused").tag("reason", reason).counter().count();
  }

  @Test
  void aKeyThatAsksTooMuchWaitsAndTheOthersDoNot() {
    String busy = api.addKey("default", "busy", null, "bans:read", "checks");
    String calm = api.addKey("default", "calm", null, "bans:read");
    double before = refused(api, "rate_limit");

    Reply refused = refused(api, busy, 200);

    assertEquals(429, refused.status(), refused.text());
    assertEquals("1", refused.header("Retry-After"));
    assertTrue(refused(api, "rate_limit") > before);
    assertEquals(200, api.get(calm, BANS).status());
    for (int i = 0; i < 3 * BURST; i++) {
      assertEquals(200, api.post(busy, "/v1/checks", new JsonObject()).status());
    }
  }

  @Test
  void whoTriesKeysIsRefusedAndWhoHasOneIsNot() {
    ApiConfig limit = TestApi.limited(0, 0, 1, BURST);
    try (TestApi tried =
        new TestApi(
            new TestStore(), new ApiServer.Limits(limit, ApiServer.Limits.PATIENCE, false))) {
      tried.load();
      assertEquals(200, tried.get(BOOTSTRAP, BANS).status());
      String nobody = TestApi.key("nobody");

      Reply refused = refused(tried, nobody, 401);

      assertEquals(429, refused.status(), refused.text());
      assertEquals("1", refused.header("Retry-After"));
      assertTrue(refused(tried, "wrong_keys_limit") >= 1);
      assertTrue(refused(tried, "wrong_key") >= BURST);
      assertEquals(200, tried.get(BOOTSTRAP, BANS).status(), "one that was right is looked at");
      assertEquals(200, tried.post(BOOTSTRAP, "/v1/checks", new JsonObject()).status());
      for (int i = 0; i < 3 * BURST; i++) {
        assertEquals(401, tried.post(nobody, "/v1/checks", new JsonObject()).status());
      }
    }
  }

  @Test
  void countsWhatWasAskedAndHowItWasAnswered() {
    String key = api.addKey("default", "counted", null, "bans:write");

    assertEquals(403, api.get(key, BANS).status());

    TestApi.eventually(() -> answered("listBans", "403") >= 1);
    assertTrue(refused(api, "permission") >= 1);
    assertTrue(
        api.registry.get("ringfence.api.duration").tag("operation", "listBans").timer().count()
            >= 1);
  }

  private static double answered(String operation, String status) {
    var counter =
        api.registry
            .find("ringfence.api.requests")
            .tags("operation", operation, "status", status)
            .counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void aBodyThatTricklesIsCutOff() throws IOException {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      slow.setSoTimeout(20_000);
      OutputStream out = slow.getOutputStream();
      String head =
          "POST /v1/bans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + BOOTSTRAP
              + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
      out.write(head.getBytes(StandardCharsets.US_ASCII));

      String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.toLowerCase().contains("\r\nconnection: close\r\n"), answer);
    }
  }

  @Test
  void nothingIsLimitedWhereTheLimitIsZero() {
    try (TestApi open = new TestApi()) {
      open.load();
      for (int i = 0; i < 120; i++) {
        assertEquals(401, open.get(TestApi.key("nobody"), BANS).status());
      }
      assertEquals(200, open.get(BOOTSTRAP, BANS).status());
    }
  }
}
