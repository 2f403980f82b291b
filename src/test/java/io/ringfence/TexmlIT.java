package io.ringfence;

import static io.ringfence.GatewayFixture.await;
import static io.ringfence.GatewayFixture.eventually;
import static io.ringfence.Tenants.FORM;
import static io.ringfence.Tenants.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.Answer;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.VoiceApplication;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Telnyx asks for TeXML: the answer refuses the call, or is the voice application's own. */
class TexmlIT {
  private static final String BANNED = "+15005550006";
  private static final String OTHER = "+15005550010";
  private static final String BUSY =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Reject reason=\"busy\"/></Response>";
  private static final byte[] NOTHING = new byte[0];

  private static GatewayFixture gate;
  private static Tenants tenants;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running("RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true");
    tenants = new Tenants(gate);
    gate.ban(BANNED);
    tenants.organisation("Texml", "GB");
    tenants.sharedAccount("asks", gate.key);
    tenants.ban("texml", BANNED);
    Gateway lenient = gate.startNode("RINGFENCE_TEXML_SIGNATURE", "if_present");
    assertTrue(lenient.awaitLoaded(60, TimeUnit.SECONDS));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @AfterEach
  void behaveAgain() {
    gate.voice.answers(request -> Answer.asTheRealOne());
  }

  private static HttpRequest.Builder form(URI webhook, String form) {
    return gate.signed(webhook, form.getBytes(StandardCharsets.US_ASCII))
        .setHeader("Content-Type", FORM);
  }

  private static HttpResponse<String> post(SimulatedCall call) {
    return gate.send(form(tenants.webhook("/texml"), call.texml("ringing")).build());
  }

  private static HttpResponse<String> get(SimulatedCall call) {
    URI asked = tenants.webhook("/texml?" + call.texml("ringing"));
    return gate.send(gate.signed(asked, NOTHING).GET().build());
  }

  private static List<VoiceApplication.Received> reached(SimulatedCall call) {
    String id = call.callControlId().substring("v3:".length());
    return gate.voice.received().stream()
        .filter(request -> request.body().toString().contains(id) || request.uri().contains(id))
        .toList();
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBannedCallerIsRefusedInTheAnswer(boolean asForm) {
    SimulatedCall call = gate.call(BANNED);

    HttpResponse<String> answer = asForm ? post(call) : get(call);

    assertEquals(200, answer.statusCode());
    assertEquals(BUSY, answer.body());
    assertEquals("application/xml", type(answer));
    assertEquals("rejected", outcome(answer));
    assertEquals(List.of("rejected"), gate.records(call));
    assertEquals(List.of(), reached(call));
    assertTrue(
        gate.telnyx.commands().stream()
            .noneMatch(command -> command.callControlId().equals(call.callControlId())));
  }

  @Test
  void anybodyElseHearsWhatTheApplicationSays() {
    SimulatedCall call = gate.call(OTHER);

    HttpResponse<String> answer = post(call);

    assertEquals(VoiceApplication.TEXML, answer.body());
    assertEquals("application/xml", type(answer));
    VoiceApplication.Received request = reached(call).get(0);
    assertEquals("POST", request.method());
    assertEquals(call.texml("ringing"), request.body().toString());
    assertEquals(FORM, request.headers().get("Content-Type"));
    assertTrue(request.headers().contains("telnyx-signature-ed25519"));
    assertEquals(List.of("forwarded"), gate.records(call));
  }

  @Test
  void whatWasAskedByAQueryReachesTheApplicationAsOne() {
    SimulatedCall call = gate.call(OTHER);

    HttpResponse<String> answer = get(call);

    assertEquals(VoiceApplication.TEXML, answer.body());
    VoiceApplication.Received request = reached(call).get(0);
    assertEquals("GET", request.method());
    assertEquals("/telnyx?" + call.texml("ringing"), request.uri());
    assertEquals(0, request.body().length());
  }

  @Test
  void statusTypeAndBodyOfTheApplicationAreRelayedAsTheyAre() {
    gate.voice.answers(
        request -> new Answer.Reply(418, Map.of("Content-Type", "text/x"), Buffer.buffer("<Odd")));

    HttpResponse<String> answer = post(gate.call(OTHER));

    assertEquals(418, answer.statusCode());
    assertEquals("text/x", type(answer));
    assertEquals("<Odd", answer.body());
  }

  /** The ban is as good for what is asked about a call that was let in: it only goes on. */
  @ParameterizedTest
  @ValueSource(strings = {"in-progress", "completed", "no-answer"})
  void onlyTheFirstRequestOfACallIsGated(String status) {
    SimulatedCall call = gate.call(BANNED);

    HttpResponse<String> answer =
        gate.send(form(tenants.webhook("/texml"), call.texml(status)).build());

    assertEquals("forwarded", outcome(answer));
    assertEquals(1, reached(call).size());
  }

  @Test
  void aRepeatOfARefusalGetsTheSameOne() {
    SimulatedCall call = gate.call(BANNED);

    assertEquals(post(call).body(), post(call).body());

    assertEquals(List.of("rejected"), gate.records(call));
  }

  /** Each line on an account of several organisations; what it sets, and what is answered. */
  @ParameterizedTest
  @CsvSource({
    "+15005550701, '', rejected, busy",
    "+15005550702, '\"cause\":\"CALL_REJECTED\"', rejected, rejected",
    "+15005550703, '\"observe\":true', forwarded, Welcome",
  })
  void theLineSaysHow(String number, String settings, String outcome, String said) {
    tenants.line("texml", "asks", gate.voice.webhook(), with(number, settings));
    SimulatedCall call = SimulatedCall.begin(BANNED, number, gate.clock.instant());

    HttpResponse<String> answer =
        gate.send(form(tenants.webhook("/asks/texml"), call.texml("ringing")).build());

    assertEquals(outcome, outcome(answer));
    assertTrue(answer.body().contains(said), answer.body());
    assertEquals(List.of(outcome), gate.records(call));
  }

  private static JsonObject with(String number, String settings) {
    String more = settings.isEmpty() ? "" : "," + settings;
    return new JsonObject("{\"number\":\"" + number + "\"" + more + "}");
  }

  /** An empty document would end the call; so Telnyx is sent to its failover address. */
  @Test
  void aLineWithoutUpstreamLetsTelnyxFailOver() {
    tenants.line("texml", "asks", null, with("+15005550704", ""));
    SimulatedCall call = SimulatedCall.begin(OTHER, "+15005550704", gate.clock.instant());

    HttpResponse<String> answer =
        gate.send(form(tenants.webhook("/asks/texml"), call.texml("ringing")).build());

    assertEquals(502, answer.statusCode());
    assertEquals(List.of("no_upstream"), gate.records(call));
  }

  @Test
  void anApplicationThatIsDownLetsTelnyxFailOver() {
    SimulatedCall call = gate.call(OTHER);
    await(gate.voice.down());
    try {
      assertEquals(502, post(call).statusCode());
    } finally {
      await(gate.voice.up());
    }
    assertEquals(List.of("upstream_failed"), gate.records(call));
  }

  @Test
  void theUnsignedIsRefusedUnlessConfigurationLetsItIn() {
    SimulatedCall call = gate.call(OTHER);
    HttpRequest strict = unsigned(0, call).build();
    HttpRequest lenient = unsigned(1, call).build();
    HttpRequest event =
        HttpRequest.newBuilder(gate.webhook(1))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();

    assertEquals(401, gate.send(strict).statusCode());
    assertEquals(200, gate.send(lenient).statusCode());
    assertEquals(401, gate.send(event).statusCode());
    assertEquals(
        200,
        gate.send(
                HttpRequest.newBuilder(
                        URI.create(gate.webhook(1) + "/texml?" + call.texml("ringing")))
                    .build())
            .statusCode());
  }

  private static HttpRequest.Builder unsigned(int node, SimulatedCall call) {
    return HttpRequest.newBuilder(URI.create(gate.webhook(node) + "/texml"))
        .header("Content-Type", FORM)
        .POST(BodyPublishers.ofString(call.texml("ringing")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aWrongSignatureNeverPasses(int node) {
    SimulatedCall call = gate.call(OTHER);
    String now = Long.toString(gate.clock.instant().getEpochSecond());
    byte[] body = call.texml("ringing").getBytes(StandardCharsets.US_ASCII);
    String wrong = SigningKey.generate().sign(now, body);

    HttpResponse<String> other =
        gate.send(
            unsigned(node, call)
                .header("telnyx-timestamp", now)
                .header("telnyx-signature-ed25519", wrong)
                .build());
    HttpResponse<String> half =
        gate.send(unsigned(node, call).header("telnyx-timestamp", now).build());

    assertEquals(List.of(401, 401), List.of(other.statusCode(), half.statusCode()));
    assertEquals(List.of(), reached(call));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CallSid=c&From=%2", "CallSid=c&From=1&From=2", "CallSid=%FF"})
  void whatIsNoFormIsRefused(String form) {
    HttpResponse<String> posted = gate.send(form(tenants.webhook("/texml"), form).build());

    assertEquals(400, posted.statusCode(), posted.body());
    assertEquals("application/problem+json", type(posted));
  }

  @Test
  void anotherMethodAndAnotherTypeAreRefused() {
    URI webhook = tenants.webhook("/texml");
    HttpResponse<String> put =
        gate.send(form(webhook, "CallSid=c").PUT(BodyPublishers.ofString("CallSid=c")).build());
    HttpResponse<String> json =
        gate.send(form(webhook, "{}").setHeader("Content-Type", "application/json").build());

    assertEquals(405, put.statusCode());
    assertEquals("GET, POST", put.headers().firstValue("Allow").orElseThrow());
    assertEquals(415, json.statusCode());
    assertEquals(
        404, gate.send(form(tenants.webhook("/nobody/texml"), "a=b").build()).statusCode());
  }

  @Test
  void withoutACallItIsForwardedAndCounted() {
    double before = gate.metric(0, "ringfence_events_total{what=\"undecodable\"}");

    HttpResponse<String> answer = gate.send(form(tenants.webhook("/texml"), "Hello=1").build());

    assertEquals("forwarded", outcome(answer));
    eventually(() -> gate.metric(0, "ringfence_events_total{what=\"undecodable\"}") == before + 1);
    assertFalse(answer.body().isEmpty());
  }
}
