package io.ringfence;

import static io.ringfence.GatewayFixture.ADMIN_KEY;
import static io.ringfence.GatewayFixture.await;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The snippet for nginx, as it ships, in a real one: whoever is banned gets no widget, and whatever
 * goes wrong takes the page from nobody. It waits 100 ms for an answer, which a busy machine may
 * take longer for: so a refusal is asked for again until it comes, and a pass that must not be is
 * seen in that it does not.
 */
final class ForwardAuthIT {
  private static final String BANNED = "203.0.113.7";
  private static final String SOMEBODY = "198.51.100.7";
  private static final String WIDGET = "/widget/widget.js";
  private static final String COOKIE = "visitor_id=c0ffee";

  private static GatewayFixture fixture;
  private static Nginx nginx;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Nginx.isHere(), "nginx is not installed");
    fixture = GatewayFixture.running("RINGFENCE_API_TRUSTED_PROXIES", "127.0.0.1");
    fixture.add("/v1/bans", "ip", "203.0.113.0/24");
    fixture.add("/v1/bans", "visitor_id", "c0ffee");
    nginx = before(fixture.nodes.get(0).ports().api(), ADMIN_KEY);
  }

  @AfterAll
  static void stop() {
    if (fixture != null) {
      nginx.close();
      fixture.close();
    }
  }

  /** One that serves its page. */
  private static Nginx before(int ringfence, String key) throws IOException {
    Nginx one = new Nginx(fixture.temporary(), ringfence, key);
    eventually(() -> isServing(one));
    return one;
  }

  private static boolean isServing(Nginx one) {
    assertTrue(one.isAlive(), one::log);
    try {
      return fixture
              .http
              .send(
                  HttpRequest.newBuilder(one.uri("/")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static HttpResponse<String> get(Nginx one, String path, String from, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(one.uri(path)).header("X-Real-IP", from);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return fixture.send(request.build());
  }

  private static int widget(Nginx one, String from, String... headers) {
    return get(one, WIDGET, from, headers).statusCode();
  }

  @Test
  void aBannedAddressGetsThePageAndNoWidget() {
    eventually(() -> widget(nginx, BANNED) == 403);

    assertEquals("the page", get(nginx, "/", BANNED).body());
  }

  @Test
  void aBannedVisitorIdGetsNoWidget() {
    eventually(() -> widget(nginx, SOMEBODY, "Cookie", COOKIE) == 403);
  }

  @Test
  void everybodyElseGetsIt() {
    HttpResponse<String> somebody = get(nginx, WIDGET, SOMEBODY, "Cookie", "visitor_id=C0FFEE");

    assertEquals(200, somebody.statusCode(), nginx::log);
    assertEquals("the widget", somebody.body());
    assertEquals(200, widget(nginx, "2001:db8::7"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-For        | 198.51.100.7",
        "X-Forwarded-For        | 203.0.113.7, nonsense",
        "Ringfence-Organisation | nobody",
        "Ringfence-Actor        | somebody",
        "Authorization          | Bearer rf_wrong",
        "X-Visitor-Id           | another",
        "Cookie                 | visitor_id=another",
        "Cookie                 | visitor_id=é",
        "Cookie                 | visitor_id=%00",
        "Content-Type           | text/plain"
      })
  void nothingThatIsSentAlongOpens(String header, String value) {
    eventually(() -> widget(nginx, BANNED, header, value) == 403);
  }

  @Test
  void neitherDoesACookieThatIsTooLong() {
    eventually(() -> widget(nginx, BANNED, "Cookie", "visitor_id=" + "x".repeat(5_000)) == 403);
  }

  @Test
  void withAWrongKeyEverybodyGetsIt() throws IOException {
    int api = fixture.nodes.get(0).ports().api();
    try (Nginx wrong = before(api, "rf_" + "0".repeat(40))) {
      assertEquals(200, widget(wrong, BANNED), wrong::log);
    }
  }

  @Test
  void whileRingfenceIsStoppedEverybodyGetsIt() throws IOException {
    Gateway node = fixture.startNode();
    eventually(() -> node.ports().api() > 0);
    try (Nginx alone = before(node.ports().api(), ADMIN_KEY)) {
      eventually(() -> widget(alone, BANNED) == 403);
      fixture.stopNode(1);

      assertEquals(200, widget(alone, BANNED, "Cookie", COOKIE), alone::log);
      assertEquals("the page", get(alone, "/", BANNED).body());
    }
  }

  @Test
  void whileRingfenceDoesNotAnswerEverybodyGetsIt() throws IOException {
    NetServer silent =
        await(
            fixture.vertx.createNetServer().connectHandler(accepted -> {}).listen(0, "127.0.0.1"));
    try (Nginx waiting = before(silent.actualPort(), ADMIN_KEY)) {
      assertEquals("the widget", get(waiting, WIDGET, BANNED).body(), waiting::log);
    } finally {
      await(silent.close());
    }
  }
}
