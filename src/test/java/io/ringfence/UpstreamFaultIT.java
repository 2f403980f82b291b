package io.ringfence;

import static io.ringfence.GatewayFixture.await;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.Answer;
import io.ringfence.standin.SimulatedCall;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The voice application misbehaves. */
class UpstreamFaultIT {
  private static final String CALLER = "+15005550010";

  private static final byte[] OTHER =
      "{\"data\":{\"event_type\":\"call.hangup\",\"payload\":{\"call_control_id\":\"v3:x\"}}}"
          .getBytes(StandardCharsets.UTF_8);

  private static GatewayFixture gate;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running("RINGFENCE_UPSTREAM_TIMEOUT", "8s");
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
  void threeSecondsAreWaitedFor() {
    gate.voice.answers(request -> Answer.late(Duration.ofSeconds(3), Answer.asTheRealOne()));
    SimulatedCall call = gate.call(CALLER);

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(200, answer.statusCode());
    assertEquals(List.of("forwarded"), gate.records(call));
  }

  @Test
  void silenceEndsWithTheTimeOut() {
    gate.voice.answers(request -> Answer.silence());
    SimulatedCall call = gate.call(CALLER);

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(502, answer.statusCode());
    assertEquals(List.of("upstream_failed"), gate.records(call));
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    gate.voice.answers(request -> Answer.endless(200));

    assertEquals(502, gate.deliver(gate.call(CALLER)).statusCode());
  }

  @Test
  void whileItIsDownTelnyxIsToldSoAndTheNextDeliveryReachesIt() {
    SimulatedCall call = gate.call(CALLER);
    await(gate.voice.down());

    HttpResponse<String> first = gate.deliver(call);

    assertEquals(502, first.statusCode());
    await(gate.voice.up());
    assertEquals(200, gate.deliver(call).statusCode());
    eventually(() -> gate.records(call).equals(List.of("forwarded")));
  }

  @Test
  void aConnectionThatItClosesIsTriedOnceMore() {
    SimulatedCall call = gate.call(CALLER);
    int[] requests = {0};
    gate.voice.answers(request -> requests[0]++ == 0 ? Answer.cut() : Answer.asTheRealOne());

    assertEquals(200, gate.deliver(call).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:99999/", "no address", "ftp://127.0.0.1/"})
  void anAddressThatIsNoneIsAsGoodAsOneThatIsDown(String address) {
    try (GatewayFixture other = GatewayFixture.running("RINGFENCE_UPSTREAM_URL", "")) {
      other.sql("UPDATE ringfence.line SET upstream_url = '" + address + "'");
      SimulatedCall call = other.call(CALLER);
      eventually(() -> other.deliver(call).statusCode() == 502);

      assertEquals(List.of("upstream_failed"), other.records(call));
      assertEquals(502, other.send(other.signed(other.webhook(0), OTHER).build()).statusCode());
    }
  }

  /** As a name does that led to a public address when it was set. */
  @Test
  void whatLeadsInsideIsWrittenNothingUnlessItIsConfigured() {
    String number = "+15005550601";
    gate.sql(
        "INSERT INTO ringfence.line (organisation_id, account_id, number, upstream_url)"
            + " SELECT organisation_id, id, '"
            + number
            + "', '"
            + gate.voice.webhook()
            + "' FROM ringfence.account WHERE slug = 'default'");
    eventually(() -> gate.deliver(callTo(number)).statusCode() == 502);
    SimulatedCall call = callTo(number);

    assertEquals(502, gate.deliver(call).statusCode());

    assertEquals(List.of("upstream_failed"), gate.records(call));
    assertTrue(
        gate.voice.received().stream()
            .noneMatch(webhook -> webhook.body().toString().contains(call.callControlId())));
  }

  private static SimulatedCall callTo(String number) {
    SimulatedCall call = SimulatedCall.begin(CALLER, number, gate.clock.instant());
    gate.telnyx.knows(call);
    return call;
  }

  @Test
  void anErrorOfItsOwnIsRelayedAndCountedAsOne() {
    assertEquals(200, gate.deliver(gate.call(CALLER)).statusCode());
    gate.voice.answers(request -> Answer.unavailable(503));

    assertEquals(503, gate.deliver(gate.call(CALLER)).statusCode());

    String counted = "ringfence_webhooks_total{class=\"5xx\",outcome=\"forwarded\"} 1.0";
    eventually(() -> gate.get(gate.ops("/metrics")).body().contains(counted));
  }
}
