package io.ringfence;

import static io.ringfence.GatewayFixture.await;
import static io.ringfence.GatewayFixture.eventually;
import static io.ringfence.Tenants.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.Answer;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.VoiceApplication;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Upstreams that are none, lead back, send elsewhere, never end, hang: each hurts its own line. */
class BadUpstreamFaultIT {
  private static final String CALLER = "+15005550010";
  private static final AtomicInteger LINES = new AtomicInteger(5_550_400);

  private static GatewayFixture gate;
  private static Tenants tenants;

  @BeforeAll
  static void start() {
    gate =
        GatewayFixture.running(
            "RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true",
            "RINGFENCE_UPSTREAM_CONNECTIONS", "1",
            "RINGFENCE_UPSTREAM_TIMEOUT", "60s");
    tenants = new Tenants(gate);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  /** A call on a line of its own with this upstream, or with none. */
  private static SimulatedCall callOn(URI upstream) {
    String number = "+1500" + LINES.getAndIncrement();
    tenants.line("default", "default", upstream, new JsonObject().put("number", number));
    return callTo(number);
  }

  private static SimulatedCall callTo(String number) {
    SimulatedCall call = SimulatedCall.begin(CALLER, number, gate.clock.instant());
    gate.telnyx.knows(call);
    return call;
  }

  /** What the API refuses and plain SQL does not. */
  private static void move(String number, URI upstream) {
    gate.sql(
        "UPDATE ringfence.line SET upstream_url = '"
            + upstream
            + "' WHERE number = '"
            + number
            + "'");
  }

  private static VoiceApplication voice(Answer answer) {
    VoiceApplication voice = await(VoiceApplication.start(gate.vertx, gate.clock));
    voice.answers(request -> answer);
    return voice;
  }

  private static double failures(String reason) {
    return gate.metric(0, "ringfence_upstream_failures_total{reason=\"" + reason + "\"}");
  }

  private static List<String> details(SimulatedCall call) {
    gate.records(call);
    return gate.rows(
        "SELECT outcome, detail FROM ringfence.call_record WHERE call_control_id = '"
            + call.callControlId()
            + "'");
  }

  private static void assertFailed(SimulatedCall call, String reason) {
    double before = failures(reason);

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(502, answer.statusCode(), answer.body());
    assertEquals(List.of("upstream_failed " + reason), details(call));
    assertTrue(failures(reason) > before);
  }

  @Test
  void aLineWithoutAnUpstreamAnswersAndSaysSo() {
    SimulatedCall call = callOn(null);

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(200, answer.statusCode());
    assertEquals("no_upstream", outcome(answer));
    assertEquals(List.of("no_upstream"), gate.records(call));
  }

  @Test
  void anUpstreamThatIsThisGatewayIsALoop() {
    String number = callOn(gate.voice.webhook()).to();
    move(number, gate.webhook(0));
    eventually(() -> gate.deliver(callTo(number)).statusCode() == 502);

    assertFailed(callTo(number), "loop");
  }

  @Test
  void aProxyThatLeadsBackIsALoopToo() {
    VoiceApplication elsewhere = voice(Answer.asTheRealOne());
    AtomicInteger passed = new AtomicInteger();
    HttpServer proxy =
        await(
            gate.vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      passed.incrementAndGet();
                      request
                          .body()
                          .compose(body -> back(request.headers(), body))
                          .onSuccess(
                              answer ->
                                  request
                                      .response()
                                      .setStatusCode(answer.statusCode())
                                      .putHeader("ringfence-outcome", outcome(answer))
                                      .end(answer.body()))
                          .onFailure(failed -> request.response().setStatusCode(500).end());
                    })
                .listen(0, "127.0.0.1"));
    SimulatedCall call =
        callOn(URI.create("http://127.0.0.1:" + proxy.actualPort() + "/somewhere/else"));

    assertFailed(call, "loop");

    assertEquals(1, passed.get());
    assertEquals(0, elsewhere.received().size());
  }

  /** The same delivery again, to the gateway's own address. */
  private static Future<HttpResponse<String>> back(MultiMap headers, Buffer body) {
    HttpRequest.Builder again =
        HttpRequest.newBuilder(gate.webhook(0)).POST(BodyPublishers.ofByteArray(body.getBytes()));
    headers.forEach(
        header -> {
          if (!List.of("host", "content-length", "connection")
              .contains(header.getKey().toLowerCase(Locale.ROOT))) {
            again.header(header.getKey(), header.getValue());
          }
        });
    return Future.fromCompletionStage(gate.http.sendAsync(again.build(), BodyHandlers.ofString()));
  }

  /** Which an organisation may well have before its own application. */
  @Test
  void anotherGatewayBehindThisOneIsNoLoop() {
    try (GatewayFixture other =
        GatewayFixture.running(
            "RINGFENCE_TELNYX_PUBLIC_KEYS",
            gate.key.publicKey(),
            "RINGFENCE_SECRETS_KEY",
            "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=")) {
      String number = callOn(null).to();
      move(number, other.webhook(0));

      eventually(() -> outcome(gate.deliver(callTo(number))).equals("forwarded"));

      assertEquals(1, other.voice.received().size());
    }
  }

  @Test
  void aRedirectIsRelayedAndItsTargetNotAsked() {
    VoiceApplication target = voice(Answer.asTheRealOne());
    VoiceApplication voice =
        voice(
            new Answer.Reply(
                307, Map.of("Location", target.webhook().toString()), Buffer.buffer("there")));

    HttpResponse<String> answer = gate.deliver(callOn(voice.webhook()));

    assertEquals(307, answer.statusCode());
    assertEquals(
        target.webhook().toString(), answer.headers().firstValue("Location").orElseThrow());
    assertEquals(0, target.received().size());
  }

  @Test
  void anEndlessBodyIsCutOff() {
    assertFailed(callOn(voice(Answer.endless(200)).webhook()), "too_long");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNotSpokenTo() {
    TestCertificate certificate = TestCertificate.make(gate.temporary(), 10);
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        await(
            gate.vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                            new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate.cert()))
                                .addKeyValue(Buffer.buffer(certificate.key()))))
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      request.response().end();
                    })
                .listen(0, "127.0.0.1"));

    String number = callOn(URI.create("https://127.0.0.1:" + server.actualPort() + "/telnyx")).to();

    // The first handshake of a process may take longer than a connection is waited for.
    eventually(
        () -> gate.deliver(callTo(number)).statusCode() == 502 && failures("certificate") > 0);

    assertFailed(callTo(number), "certificate");
    assertEquals(0, asked.get());
  }

  @Test
  void whereNobodyListensItIsUnreachable() {
    VoiceApplication voice = voice(Answer.asTheRealOne());
    await(voice.down());

    assertFailed(callOn(voice.webhook()), "unreachable");
  }

  /** Each upstream has one place here; both are at one address, so that they share its pool. */
  @Test
  void oneThatHangsRefusesItsOwnAndKeepsNobodyElseWaiting() throws Exception {
    VoiceApplication voice = await(VoiceApplication.start(gate.vertx, gate.clock));
    voice.answers(
        request ->
            request.uri().contains("slow")
                ? Answer.silence()
                : Answer.reply(200, new JsonObject()));
    SimulatedCall hanging = callOn(URI.create(voice.webhook() + "?slow"));
    SimulatedCall other = callOn(voice.webhook());
    CompletableFuture<HttpResponse<String>> first =
        gate.http.sendAsync(
            gate.signed(gate.webhook(0), hanging.initiated(1, "test").getBytes()).build(),
            BodyHandlers.ofString());
    eventually(() -> voice.received().size() == 1);

    SimulatedCall beyond = callTo(hanging.to());
    HttpResponse<String> refused = gate.deliver(beyond);
    HttpResponse<String> answered = gate.deliver(other);

    assertEquals(503, refused.statusCode());
    assertEquals(List.of("upstream_failed busy"), details(beyond));
    assertEquals(200, answered.statusCode());
    await(voice.down());
    assertEquals(502, first.get(90, TimeUnit.SECONDS).statusCode());
    await(voice.up());
    eventually(() -> gate.deliver(callTo(other.to())).statusCode() == 200);
  }
}
