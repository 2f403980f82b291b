package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.Answer;
import io.ringfence.standin.SimulatedCall;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is under way when a gateway is stopped comes to its end. */
class StopIT {
  private static final String CALLER = "+15005550010";

  /** Ten seconds are promised, on a machine that does nothing else. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  private GatewayFixture gate;
  private Path directory;
  private Gateway node;

  @BeforeEach
  void start() {
    gate = new GatewayFixture();
    directory = gate.temporary();
    node = gate.startNode(directory);
    assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void aCallInFlightIsAnsweredAndRecorded() throws Exception {
    gate.voice.answers(request -> Answer.late(Duration.ofSeconds(2), Answer.asTheRealOne()));
    SimulatedCall call = gate.call(CALLER);
    CompletableFuture<HttpResponse<String>> answer = begin(call);

    stop();

    assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
    assertEquals(List.of("forwarded"), gate.records(call));
  }

  @Test
  void aCallThatDoesNotEndIsRecordedAllTheSame() {
    gate.voice.answers(request -> Answer.silence());
    SimulatedCall call = gate.call(CALLER);
    begin(call);

    stop();

    assertEquals(List.of("upstream_failed"), gate.records(call));
  }

  @Test
  void aFileThatCannotBeRemovedKeepsNothingElseFromItsEnd() throws IOException {
    node.announce();
    Files.delete(directory.resolve("ports.json"));
    Files.createDirectories(directory.resolve("ports.json/stuck"));
    SimulatedCall call = gate.call(CALLER);
    gate.deliver(call);

    stop();

    assertEquals(List.of("forwarded"), gate.records(call));
    Directories.remove(directory.resolve("ports.json"));
    gate.startNode(directory);
  }

  @Test
  void aKilledGatewaysPortsAreNotTakenForTheNextOnes() throws IOException {
    stop();
    Path ports = Files.writeString(directory.resolve("ports.json"), "{\"edge\":1}");

    gate.startNode(directory);

    assertFalse(Files.exists(ports));
  }

  @Test
  void whatIsStoppedIsNotAnnounced() {
    stop();

    node.announce();

    assertFalse(Files.exists(directory.resolve("ports.json")));
  }

  @Test
  void endsInTimeWhenNothingAnswersAnyMore() throws IOException {
    Relay relay = new Relay(gate.vertx, gate.database.port());
    relay.open();
    gate.set("RINGFENCE_DATABASE_URL", relay.to(gate.database));
    stop();
    node = gate.startNode(directory);
    assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
    relay.freeze();
    gate.voice.answers(request -> Answer.silence());
    SimulatedCall call = gate.call(CALLER);
    begin(call);

    stop();

    try (Stream<Path> spooled = Files.list(directory.resolve("spool"))) {
      assertTrue(
          Files.readString(spooled.findFirst().orElseThrow()).contains(call.callControlId()));
    }
  }

  private CompletableFuture<HttpResponse<String>> begin(SimulatedCall call) {
    CompletableFuture<HttpResponse<String>> answer =
        gate.http.sendAsync(
            // By HTTP/2 this client takes the announcement of the end for the end.
            gate.signed(gate.webhook(0), call.initiated(1, "test").getBytes())
                .version(HttpClient.Version.HTTP_1_1)
                .build(),
            BodyHandlers.ofString());
    eventually(() -> gate.voice.received().size() == 1);
    return answer;
  }

  private void stop() {
    gate.nodes.remove(node);
    assertTimeoutPreemptively(BOUND, node::stop);
  }
}
