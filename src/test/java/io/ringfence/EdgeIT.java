package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the edge refuses, and that nothing else happens then. */
class EdgeIT {
  private static GatewayFixture gate;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
    gate.ban("+15005550006");
  }

  @AfterAll
  static void stop() {
    assertEquals(0, gate.telnyx.commands().size());
    assertEquals(0, gate.voice.received().size());
    gate.close();
  }

  @Test
  void refusesAnUnsignedWebhook() {
    HttpRequest request =
        HttpRequest.newBuilder(gate.webhook(0))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body()))
            .build();

    assertProblem(401, gate.send(request));
  }

  @Test
  void refusesAnotherKeysSignature() {
    String now = Long.toString(gate.clock.instant().getEpochSecond());
    HttpRequest request = request(now, SigningKey.generate().sign(now, body()), body());

    assertProblem(401, gate.send(request));
  }

  @Test
  void refusesAChangedBody() {
    String now = Long.toString(gate.clock.instant().getEpochSecond());
    byte[] changed = Arrays.copyOf(body(), body().length + 1);
    changed[body().length] = ' ';

    assertProblem(401, gate.send(request(now, gate.key.sign(now, body()), changed)));
  }

  @Test
  void refusesAnOldOne() {
    String old = Long.toString(gate.clock.instant().getEpochSecond() - 310);

    assertProblem(401, gate.send(request(old, gate.key.sign(old, body()), body())));
  }

  @Test
  void refusesWhatIsNotJson() {
    assertProblem(400, gate.send(signed("not json".getBytes(StandardCharsets.UTF_8)).build()));
  }

  @Test
  void refusesAnotherContentType() {
    HttpRequest request =
        signed(body()).setHeader("Content-Type", "application/x-www-form-urlencoded").build();

    assertProblem(415, gate.send(request));
  }

  @Test
  void takesAContentTypeWithACharset() {
    HttpRequest request =
        signed("{}".getBytes(StandardCharsets.UTF_8))
            .setHeader("Content-Type", "Application/JSON; charset=utf-8")
            .uri(URI.create(gate.webhook(0) + "/nobody"))
            .build();

    assertProblem(404, gate.send(request));
  }

  @Test
  void refusesMoreThan64Kilobytes() {
    assertProblem(413, gate.send(signed(new byte[64 * 1024 + 1]).build()));
  }

  @Test
  void refusesABodyWithoutEnd() throws IOException {
    URI uri = gate.webhook(0);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /webhooks/telnyx HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("4000\r\n" + " ".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 5; i++) {
        out.write(chunk);
      }
      out.flush();

      String answer = firstLine(socket.getInputStream());

      assertTrue(answer.contains(" 413 "), answer);
    }
  }

  @Test
  void refusesAnUnknownAccount() {
    HttpRequest request = signed(body()).uri(URI.create(gate.webhook(0) + "/nobody")).build();

    assertProblem(404, gate.send(request));
  }

  @Test
  void refusesAnotherMethodAndAnotherPath() {
    HttpResponse<String> get = gate.get(gate.webhook(0));
    assertProblem(405, get);
    assertEquals("POST", get.headers().firstValue("Allow").orElseThrow());
    assertProblem(404, gate.get(gate.webhook(0).resolve("/")));
    assertProblem(404, gate.get(gate.webhook(0).resolve("/webhooks/telnyxx")));
    assertProblem(404, gate.get(gate.webhook(0).resolve("/webhooks/telnyx/a/b")));
  }

  @Test
  void withoutAPublicKeyNothingIsTrusted() {
    try (GatewayFixture keyless = GatewayFixture.running("RINGFENCE_TELNYX_PUBLIC_KEYS", "")) {
      SimulatedCall call = keyless.call("+15005550010");

      HttpResponse<String> answer = keyless.deliver(call);

      assertProblem(503, answer);
      assertEquals(0, keyless.voice.received().size());
    }
  }

  @Test
  void doesNotSayOnWhatItWasRefused() {
    String body = gate.send(signed(new byte[0]).build()).body();

    assertFalse(body.contains("Exception"));
  }

  private static byte[] body() {
    return SimulatedCall.begin("+15005550006", GatewayFixture.LINE, gate.clock.instant())
        .initiated(1, "test")
        .getBytes();
  }

  private static HttpRequest.Builder signed(byte[] body) {
    return gate.signed(gate.webhook(0), body);
  }

  private static HttpRequest request(String timestamp, String signature, byte[] body) {
    return HttpRequest.newBuilder(gate.webhook(0))
        .header("Content-Type", "application/json")
        .header("telnyx-timestamp", timestamp)
        .header("telnyx-signature-ed25519", signature)
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private static void assertProblem(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
    JsonObject problem = new JsonObject(answer.body());
    assertEquals(status, problem.getInteger("status"));
    for (String member : new String[] {"type", "title", "detail", "request_id"}) {
      assertTrue(problem.containsKey(member), member);
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
