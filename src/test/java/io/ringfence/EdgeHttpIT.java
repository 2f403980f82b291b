package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.Answer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The edge byte by byte: what proxies and load balancers do that a client library hides. */
class EdgeHttpIT {
  private static final String CALLER = "+15005550010";

  private static GatewayFixture gate;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @AfterEach
  void behaveAgain() {
    gate.voice.answers(request -> Answer.asTheRealOne());
  }

  @Test
  void pipelinedWebhooksAreAnsweredInOrder() throws IOException {
    gate.voice.answers(
        request ->
            request.body().toString().contains(CALLER)
                ? Answer.late(Duration.ofMillis(300), reply(201))
                : reply(202));

    String answers =
        exchange(webhook(CALLER, ""), webhook("+15005550011", "Connection: close\r\n"));

    assertTrue(answers.indexOf(" 201 ") >= 0, answers);
    assertTrue(answers.indexOf(" 201 ") < answers.indexOf(" 202 "), answers);
  }

  @Test
  void theConnectionGoesOnAfterARefusalOfAWholeRequest() throws IOException {
    String unsigned =
        "POST /webhooks/telnyx HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\n\r\n{}";

    String answers =
        exchange(
            unsigned.getBytes(StandardCharsets.US_ASCII),
            webhook("+15005550011", "Connection: close\r\n"));

    assertTrue(answers.startsWith("HTTP/1.1 401"), answers);
    assertTrue(answers.contains("HTTP/1.1 200"), answers);
  }

  @Test
  void nothingHasNoLength() throws IOException {
    gate.voice.answers(request -> new Answer.Reply(204, Map.of(), Buffer.buffer()));

    String answer = exchange(webhook(CALLER, "Connection: close\r\n")).toLowerCase();

    assertTrue(answer.startsWith("http/1.1 204"), answer);
    assertFalse(answer.contains("content-length"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @Test
  void aHeadIsRefusedWithoutABody() throws IOException {
    String answer =
        exchange(
            "HEAD /webhooks/telnyx HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));

    assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @Test
  void aBodyThatIsMuchTooLargeStillHearsWhy() throws IOException {
    String head =
        "POST /webhooks/telnyx HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 20000000\r\n\r\n";

    String answer = exchange(head.getBytes(StandardCharsets.US_ASCII), new byte[20_000_000]);

    assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
  }

  @Test
  void whoWaitsToSendABodyThatIsTooLargeIsNotToldToGoOn() throws IOException {
    String head =
        "POST /webhooks/telnyx HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Expect: 100-continue\r\nContent-Length: 20000000\r\n\r\n";

    String answer = exchange(head.getBytes(StandardCharsets.US_ASCII));

    assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
  }

  @Test
  void whoWaitsToSendAWebhookIsToldToGoOn() throws IOException {
    String answer = exchange(webhook(CALLER, "Expect: 100-continue\r\nConnection: close\r\n"));

    assertTrue(answer.startsWith("HTTP/1.1 100"), answer);
    assertTrue(answer.contains("HTTP/1.1 200"), answer);
  }

  @Test
  void aRefusedBodyWithoutEndIsNotReadForEver() throws IOException {
    String head =
        "POST /webhooks/telnyx HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";

    String answer = exchange(head.getBytes(StandardCharsets.US_ASCII));

    assertTrue(answer.startsWith("HTTP/1.1 415"), answer);
  }

  @Test
  void hopByHopHeadersEndHereAndTheOthersTravel() throws IOException {
    int before = gate.voice.received().size();

    exchange(
        webhook(
            CALLER,
            "Connection: X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nX-Twice: a\r\nX-Twice: b\r\n"),
        webhook(CALLER, "Connection: close\r\n"));

    var headers = gate.voice.received().get(before).headers();
    assertFalse(headers.contains("X-Hop"));
    assertFalse(headers.contains("TE"));
    assertEquals(List.of("a", "b"), headers.getAll("X-Twice"));
    assertEquals(1, headers.getAll("Host").size());
    assertEquals(1, headers.getAll("Content-Length").size());
  }

  @Test
  void deliveriesOfOneForwardedEventAtOnceAllGetItsAnswer() {
    Buffer text = Buffer.buffer("x".repeat(5_000));
    gate.voice.answers(
        request ->
            Answer.late(Duration.ofMillis(500), new Answer.Reply(200, Map.of("X-A", "1"), text)));
    int before = gate.voice.received().size();
    byte[] body = gate.call(CALLER).initiated(1, "test").getBytes();
    HttpRequest request =
        gate.signed(gate.webhook(0), body)
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .build();

    List<CompletableFuture<java.net.http.HttpResponse<String>>> answers =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    gate.http.sendAsync(
                        request, java.net.http.HttpResponse.BodyHandlers.ofString()))
            .toList();

    answers.forEach(answer -> assertEquals(text.toString(), answer.join().body()));
    assertEquals(before + 1, gate.voice.received().size());
  }

  private static Answer reply(int status) {
    return new Answer.Reply(status, Map.of(), Buffer.buffer("{}"));
  }

  private static byte[] webhook(String from, String more) throws IOException {
    byte[] body = gate.call(from).initiated(1, "test").getBytes();
    String now = Long.toString(gate.clock.instant().getEpochSecond());
    String head =
        "POST /webhooks/telnyx HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "telnyx-timestamp: "
            + now
            + "\r\ntelnyx-signature-ed25519: "
            + gate.key.sign(now, body)
            + "\r\nContent-Length: "
            + body.length
            + "\r\n"
            + more
            + "\r\n";
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(head.getBytes(StandardCharsets.US_ASCII));
    whole.write(body);
    return whole.toByteArray();
  }

  /** Sends it all and reads until the gateway closes the connection. */
  private static String exchange(byte[]... requests) throws IOException {
    URI uri = gate.webhook(0);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      try {
        for (byte[] request : requests) {
          out.write(request);
        }
      } catch (SocketException closed) {
        // It may have heard enough; what it said is still to be read.
      }
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      in.transferTo(answers);
      return answers.toString(StandardCharsets.UTF_8);
    }
  }
}
