package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of requests that are wrong somewhere: none is a 5xx, and none writes anything. */
final class MalformedRequestsIT {
  private static final int REQUESTS = 4_000;

  private static final List<String> NAMES =
      List.of(
          "kind",
          "value",
          "reason",
          "note",
          "channels",
          "until",
          "for",
          "observe",
          "requested_by",
          "reference",
          "context",
          "confirm",
          "id",
          "__proto__",
          "",
          "a/b",
          "~",
          "%41",
          "phone");

  private static final List<String> PATHS =
      List.of(
          "/v1/bans",
          "/v1/allows",
          "/v1/checks",
          "/v1/bans/1",
          "/v1/allows/0",
          "/v1/bans/%2e%2e",
          "/v1//bans",
          "/v1/bans/",
          "/v1/bans/1/2",
          "/openapi.yaml",
          "/v1/bans;x=1",
          "/%00",
          "/v1");

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.load();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void noneFailsAndNoneWrites() {
    long seed = 20261121;
    Random random = new Random(seed);
    String before = api.written();

    for (int i = 0; i < REQUESTS; i++) {
      String method = any(random, METHODS);
      String path = any(random, PATHS) + query(random);
      String body = method.equals("POST") ? body(random) : null;
      Reply reply = send(random, method, path, body);
      String which = "seed " + seed + ", request " + i + ": " + method + " " + path + " " + body;
      assertTrue(reply.status() < 500, () -> which + " -> " + reply);
      assertFalse(method.equals("POST") && reply.status() == 201, () -> which + " -> " + reply);
    }

    assertEquals(before, api.written());
  }

  private static Reply send(Random random, String method, String path, String body) {
    return switch (random.nextInt(12)) {
      case 0 -> api.exchange(null, method, path, body);
      case 1 -> api.exchange("rf_" + "x".repeat(40), method, path, body);
      case 2 -> api.exchange(BOOTSTRAP, method, path, body, "Content-Type", "text/html");
      case 3 -> api.exchange(BOOTSTRAP, method, path, body, Authentication.ORGANISATION, "é'%");
      case 4 -> api.exchange(BOOTSTRAP, method, path, body, Authentication.ACTOR, "é\t");
      case 5 -> api.exchange(BOOTSTRAP, method, path, body, "If-Match", "W/\"x\",,\"");
      default -> api.exchange(BOOTSTRAP, method, path, body);
    };
  }

  private static String query(Random random) {
    StringBuilder query = new StringBuilder("?");
    for (int i = random.nextInt(3); i > 0; i--) {
      String name =
          any(random, List.of("limit", "cursor", "status", "kind", "value", "q", "explain", "é"));
      query
          .append(encoded(name))
          .append('=')
          .append(encoded(any(random, Malformation.ODD).toString()));
      query.append('&');
    }
    return query.length() == 1 ? "" : query.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(
        text.substring(0, Math.min(300, text.length())), StandardCharsets.UTF_8);
  }

  /** A ban with something odd in it, whole or cut off, with single bytes changed. */
  private static String body(Random random) {
    JsonObject body = new JsonObject().put("kind", "phone").put("value", "+14155552671");
    // Never a reason that would do: nothing of this may be written.
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      body.put(any(random, NAMES), any(random, Malformation.ODD));
    }
    body.put("reason", any(random, List.of("", " ", 1, true, new JsonArray(), "x".repeat(501))));
    StringBuilder text = new StringBuilder(body.encode());
    if (random.nextInt(3) == 0) {
      text.setLength(random.nextInt(text.length()));
    }
    if (random.nextInt(3) == 0 && text.length() > 0) {
      text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x2ff));
    }
    return text.toString();
  }

  private static <T> T any(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/bans HTTP/1.1\r\n\r\n",
        "GET v1/bans HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/bans?limit=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\n\r\n",
        "GET /v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        "BREW /v1/bans HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/bans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\n"
            + "Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n",
        "POST /v1/bans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1\r\nExpect: tea\r\n\r\n{",
        "POST /v1/bans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\n"
            + "Content-Type: application/json\r\nContent-Length: -1\r\n\r\n{",
        "nonsense\r\n\r\n"
      })
  void refusesWhatIsHardlyHttp(String request) throws IOException {
    String answer = raw(request.replace("KEY", BOOTSTRAP));

    assertTrue(answer.matches("(?s)HTTP/1\\.[01] 4\\d\\d .*"), answer);
    assertFalse(answer.contains("Exception"), answer);
  }

  /** Sends bytes and reads the first that come back. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = new byte[8_192];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
    }
  }
}
