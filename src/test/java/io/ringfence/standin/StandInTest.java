package io.ringfence.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.VoiceApplication.Received;
import io.ringfence.telnyx.Ed25519;
import io.ringfence.telnyx.EventDecoder;
import io.ringfence.telnyx.WebhookEvent;
import io.ringfence.telnyx.WebhookSignature;
import io.ringfence.telnyx.WebhookSignature.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandInTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30.123456Z");
  private static final String FROM = "+15005550006";
  private static final String TO = "+15005550001";
  private static final JsonObject REJECT = new JsonObject().put("cause", "USER_BUSY");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final InstantSource clock = now::get;
  private final SigningKey key = SigningKey.generate();
  private final SimulatedCall call = SimulatedCall.begin(FROM, TO, NOW);
  private final Vertx vertx = Vertx.vertx();
  private HttpClient client;
  private TelnyxStandIn telnyx;
  private VoiceApplication application;
  private WebhookSender sender;

  @BeforeEach
  void start() throws TimeoutException {
    client = vertx.createHttpClient();
    telnyx = get(TelnyxStandIn.start(vertx, "KEY", clock));
    application = get(VoiceApplication.start(vertx, clock));
    sender = new WebhookSender(vertx, key, clock);
  }

  @AfterEach
  void stop() throws TimeoutException {
    get(vertx.close());
  }

  @Test
  void aCallArrivesAsTelnyxSendsIt() throws TimeoutException {
    Delivery delivery = get(sender.deliver(application.webhook(), call));

    assertEquals(200, delivery.status());
    assertEquals("{}", delivery.body().toString());
    Received received = application.received().get(0);
    assertEquals("POST", received.method());
    assertEquals("application/json", received.headers().get("Content-Type"));
    assertEquals("telnyx-webhooks", received.headers().get("User-Agent"));
    assertEquals(Verdict.VALID, verdict(received));
    WebhookEvent.Incoming incoming =
        assertInstanceOf(WebhookEvent.Incoming.class, EventDecoder.decode(received.body()));
    assertEquals(call.callControlId(), incoming.callControlId());
    assertEquals(call.eventId(), incoming.eventId());
    assertEquals(FROM, incoming.fromRaw());
    assertEquals(TO, incoming.to());
    assertEquals(NOW, incoming.occurredAt());
  }

  @Test
  void bothVersionsTellOfTheSameCall() {
    WebhookEvent.Incoming one =
        assertInstanceOf(
            WebhookEvent.Incoming.class, EventDecoder.decode(call.initiatedVersion1()));
    WebhookEvent.Incoming two =
        assertInstanceOf(
            WebhookEvent.Incoming.class, EventDecoder.decode(call.initiated(1, "https://x")));

    assertEquals(two.callControlId(), one.callControlId());
    assertEquals(two.fromRaw(), one.fromRaw());
    assertEquals(two.occurredAt(), one.occurredAt());
  }

  @Test
  void deliversAgainWhatWasNotTakenAsTheSameEvent() throws TimeoutException {
    BlockingQueue<Answer> answers =
        new LinkedBlockingQueue<>(
            List.of(
                Answer.unavailable(503),
                Answer.cut(),
                Answer.rateLimited(0),
                Answer.reply(202, new JsonObject())));
    application.answers(request -> answers.remove());

    Delivery last = get(sender.deliver(application.webhook(), call, 9, Duration.ofMillis(1)));

    assertEquals(202, last.status());
    assertEquals(4, last.attempts());
    List<Received> received = application.received();
    for (int i = 0; i < 4; i++) {
      JsonObject body = received.get(i).body().toJsonObject();
      assertEquals(i + 1, body.getJsonObject("meta").getInteger("attempt"));
      assertEquals(call.eventId(), body.getJsonObject("data").getString("id"));
      assertEquals(Verdict.VALID, verdict(received.get(i)));
    }
  }

  @Test
  void doesNotDeliverAgainWhatWasRefused() throws TimeoutException {
    application.answers(request -> Answer.unauthorized());

    Delivery last = get(sender.deliver(application.webhook(), call, 9, Duration.ofMillis(1)));

    assertEquals(401, last.status());
    assertEquals(1, application.received().size());
  }

  @Test
  void tellsTheLastOutcomeWhenNobodyIsThere() throws TimeoutException {
    get(application.down());

    Future<Delivery> lost = sender.deliver(application.webhook(), call, 2, Duration.ofMillis(1));

    assertThrows(Exception.class, () -> get(lost));
    get(application.up());
    assertEquals(200, get(sender.deliver(application.webhook(), call)).status());
  }

  @Test
  void rejectsOnceAndTellsTheHangUpThatFollows() throws Exception {
    BlockingQueue<Received> events = new LinkedBlockingQueue<>();
    application.answers(
        request -> {
          events.add(request);
          return Answer.asTheRealOne();
        });
    telnyx.knows(call);
    telnyx.sendEvents(sender, application.webhook());
    JsonObject body = REJECT.copy().put("client_state", "c3RhdGU=").put("command_id", "one");

    assertEquals(200, status(command(call.callControlId(), "KEY", body)));
    assertEquals(200, status(command(call.callControlId(), "KEY", body)));

    Received event = events.poll(10, TimeUnit.SECONDS);
    assertEquals(Verdict.VALID, verdict(event));
    WebhookEvent.Other hangup =
        assertInstanceOf(WebhookEvent.Other.class, EventDecoder.decode(event.body()));
    assertEquals("call.hangup", hangup.type());
    assertEquals(call.callControlId(), hangup.callControlId());
    assertEquals("c3RhdGU=", hangup.clientState());
    // The repeat was answered after the hang-up was under way; a second one would follow it.
    get(sender.deliver(application.webhook(), call));
    assertInstanceOf(
        WebhookEvent.Incoming.class, EventDecoder.decode(events.poll(10, TimeUnit.SECONDS).body()));
  }

  @Test
  void knowsACommandForAMinuteAndTheEndOfACallForGood() throws TimeoutException {
    JsonObject first = REJECT.copy().put("command_id", "one");
    assertEquals(200, status(command("call", "KEY", first)));

    assertEquals("90018", code(command("call", "KEY", REJECT.copy().put("command_id", "two"))));
    assertEquals("90018", code(command("call", "KEY", REJECT)));
    now.set(NOW.plusSeconds(59));
    assertEquals(200, status(command("call", "KEY", first)));
    now.set(NOW.plusSeconds(60));
    assertEquals("90018", code(command("call", "KEY", first)));
  }

  @Test
  void refusesWhatTelnyxRefuses() throws TimeoutException {
    assertEquals(401, status(command("call", "ANOTHER", REJECT)));
    assertEquals(422, status(command("call", "KEY", new JsonObject())));
    assertEquals(422, status(command("call", "KEY", new JsonObject().put("cause", "BUSY"))));
    assertEquals(422, status(command("call", "KEY", new JsonObject().put("cause", 17))));
    telnyx.refuseUnknownCalls();
    assertEquals("90015", code(command("call", "KEY", REJECT)));
    assertEquals(5, telnyx.commands().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2:a+b==", "v2%3Aa%2Bb%3D%3D", "v2:a%2bb=%3d"})
  void decodesThePathHoweverTheClientWroteIt(String path) throws TimeoutException {
    assertEquals(200, status(command(path, "KEY", REJECT)));

    assertEquals("v2:a+b==", telnyx.commands().get(0).callControlId());
  }

  @Test
  void thereIsNothingElseAtItsAddress() throws TimeoutException {
    for (String path : List.of("/v2/calls/a/actions/answer", "/v2/calls/%zz/actions/reject", "/")) {
      assertEquals(404, get(client.request(post(path)).compose(r -> r.send())).statusCode(), path);
    }
    assertTrue(telnyx.commands().isEmpty());
  }

  @Test
  void aKeyOutlivesAFile(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("signing-key");
    key.write(file);

    SigningKey again = SigningKey.read(file);

    assertEquals(key.publicKey(), again.publicKey());
    assertEquals(key.sign("1", new byte[3]), again.sign("1", new byte[3]));
  }

  @Test
  void signsAsTheVectorsDo() {
    SigningKey known =
        SigningKey.fromSeed("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");

    assertEquals("ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=", known.publicKey());
    assertFalse(known.toString().contains("0102030405"));
    assertThrows(IllegalArgumentException.class, () -> SigningKey.fromSeed("AAAA"));
  }

  private Verdict verdict(Received received) {
    long seconds = clock.instant().getEpochSecond();
    return WebhookSignature.of(List.of(key.publicKey()), Ed25519.fastest())
        .verify(
            received.headers().get(WebhookSignature.TIMESTAMP_HEADER),
            received.headers().get(WebhookSignature.SIGNATURE_HEADER),
            received.body(),
            seconds,
            seconds);
  }

  private record Answered(int status, Buffer body) {}

  private Answered command(String pathOfCall, String apiKey, JsonObject body)
      throws TimeoutException {
    RequestOptions options =
        post("/v2/calls/" + pathOfCall + "/actions/reject")
            .putHeader("Authorization", "Bearer " + apiKey);
    return get(
        client
            .request(options)
            .compose(request -> request.send(body.toBuffer()))
            .compose(r -> r.body().map(bytes -> new Answered(r.statusCode(), bytes))));
  }

  private RequestOptions post(String uri) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost("127.0.0.1")
        .setPort(telnyx.apiUrl().getPort())
        .setURI(uri);
  }

  private static int status(Answered answered) {
    return answered.status();
  }

  private static String code(Answered answered) {
    assertEquals(422, answered.status());
    return answered.body().toJsonObject().getJsonArray("errors").getJsonObject(0).getString("code");
  }

  private static <T> T get(Future<T> future) throws TimeoutException {
    return future.await(20, TimeUnit.SECONDS);
  }
}
