package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.Answer;
import io.ringfence.standin.ReceivedCommand;
import io.ringfence.standin.SimulatedCall;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Telnyx's API misbehaves while banned callers ring. None of them is ever forwarded. */
class RejectFaultIT {
  private static final String BANNED = "+15005550006";

  private static GatewayFixture gate;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
    gate.startNode();
    assertTrue(gate.nodes.get(1).awaitLoaded(60, java.util.concurrent.TimeUnit.SECONDS));
    gate.ban(BANNED);
    gate.nodes.forEach(node -> eventually(() -> holdsTheBan(node)));
  }

  /** Asked of its metrics: a call before it has heard of the ban would be forwarded. */
  private static boolean holdsTheBan(Gateway node) {
    return gate.get(URI.create("http://127.0.0.1:" + node.ports().ops() + "/metrics"))
        .body()
        .contains("ringfence_index_entries{kind=\"phone\"} 1.0");
  }

  @AfterAll
  static void stop() {
    assertEquals(0, gate.voice.received().size());
    gate.close();
  }

  @AfterEach
  void behaveAgain() {
    gate.telnyx.answers(command -> Answer.asTheRealOne());
    gate.deliver(gate.call(BANNED));
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of("silent", Answer.silence()),
        Arguments.of("slow", Answer.late(Duration.ofSeconds(3), Answer.accepted())),
        Arguments.of("cutting connections", Answer.cut()),
        Arguments.of("500", Answer.unavailable(500)),
        Arguments.of("503", Answer.unavailable(503)),
        Arguments.of("limiting", Answer.rateLimited(30)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void asksTelnyxToDeliverAgainAndRejectsThen(String how, Answer fault) {
    SimulatedCall call = gate.call(BANNED);
    gate.telnyx.answers(command -> fault);

    HttpResponse<String> first = gate.deliver(call);

    assertEquals(503, first.statusCode());
    assertEquals(List.of("reject_retry"), gate.records(call));

    gate.telnyx.answers(command -> Answer.asTheRealOne());
    HttpResponse<String> again = gate.deliver(call);

    assertEquals(200, again.statusCode());
    eventually(() -> gate.records(call).equals(List.of("rejected")));
    assertEquals(1, bodies(call).size(), "every command to a call is the same");
  }

  @Test
  void theSecondDeliveryMayComeToAnotherNode() {
    SimulatedCall call = gate.call(BANNED);
    gate.telnyx.answers(command -> Answer.unavailable(503));
    assertEquals(503, gate.deliver(0, call).statusCode());
    gate.telnyx.answers(command -> Answer.asTheRealOne());

    HttpResponse<String> again = gate.deliver(1, call);

    assertEquals(200, again.statusCode());
    eventually(() -> gate.records(call).equals(List.of("rejected")));
    assertEquals(1, bodies(call).size(), "both nodes send the same command");
  }

  @Test
  void repeatsAtOnceWhenTelnyxIsSilentOnce() {
    SimulatedCall call = gate.call(BANNED);
    gate.telnyx.answers(
        command -> command.number() == 1 ? Answer.silence() : Answer.asTheRealOne());

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(200, answer.statusCode());
    assertTrue(commands(call).size() >= 2);
    assertEquals(1, bodies(call).size());
  }

  @Test
  void aCallerWhoHungUpIsASuccess() {
    SimulatedCall call = gate.call(BANNED);
    gate.telnyx.answers(command -> Answer.alreadyEnded());

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(200, answer.statusCode());
    assertEquals(List.of("already_ended"), gate.records(call));
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        Arguments.of("401", Answer.unauthorized()),
        Arguments.of("403", Answer.forbidden()),
        Arguments.of("404", Answer.notFound()),
        Arguments.of("422", Answer.unknownCall()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lasting")
  void aRefusalIsAlarmedAndStillNotForwarded(String how, Answer fault) {
    SimulatedCall call = gate.call(BANNED);
    gate.telnyx.answers(command -> fault);

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(200, answer.statusCode());
    assertEquals("reject_failed", answer.headers().firstValue("ringfence-outcome").orElseThrow());
    assertEquals(List.of("reject_failed"), gate.records(call));
    HttpResponse<String> ready = gate.get(gate.ops("/health/ready"));
    assertEquals(200, ready.statusCode());
    assertEquals("degraded", new JsonObject(ready.body()).getString("status"));
    assertTrue(
        ready.body().contains("Banned calls cannot be rejected, of default ("), ready.body());
  }

  @Test
  void tenDeliveriesAtOnceFromTwoClientsAreOneRejectAndOneRecord() {
    SimulatedCall call = gate.call(BANNED);
    gate.telnyx.answers(command -> Answer.late(Duration.ofMillis(200), Answer.asTheRealOne()));
    byte[] body = call.initiated(1, "test").getBytes();
    List<java.net.http.HttpClient> clients =
        List.of(java.net.http.HttpClient.newHttpClient(), java.net.http.HttpClient.newHttpClient());

    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(
          clients
              .get(i % 2)
              .sendAsync(
                  gate.signed(gate.webhook(0), body).build(),
                  HttpResponse.BodyHandlers.ofString()));
    }

    answers.forEach(answer -> assertEquals(200, answer.join().statusCode()));
    assertEquals(1, commands(call).size());
    assertEquals(List.of("rejected"), gate.records(call));
  }

  private static List<ReceivedCommand> commands(SimulatedCall call) {
    return gate.telnyx.commands().stream()
        .filter(command -> command.callControlId().equals(call.callControlId()))
        .toList();
  }

  private static List<String> bodies(SimulatedCall call) {
    return commands(call).stream().map(command -> command.body().toString()).distinct().toList();
  }
}
