package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Deadline;
import io.ringfence.domain.Secret;
import io.ringfence.standin.Answer;
import io.ringfence.standin.ReceivedCommand;
import io.ringfence.standin.TelnyxStandIn;
import io.ringfence.telnyx.CommandOutcome.Accepted;
import io.ringfence.telnyx.CommandOutcome.AlreadyEnded;
import io.ringfence.telnyx.CommandOutcome.Permanent;
import io.ringfence.telnyx.CommandOutcome.Transient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallCommandsTest {
  private static final String CALL = "v3:QmFuR2F0ZS1leGFtcGxlLWlkX18tLQ";
  private static final Secret API_KEY = new Secret("KEY-of-the-test");

  /** The webhook's. */
  private static final Duration DEADLINE = Duration.ofMillis(1_500);

  /** For what is not about the deadline, so that a slow machine cannot fail it. */
  private static final Duration AMPLE = Duration.ofSeconds(20);

  private static Vertx vertx;

  private TelnyxStandIn telnyx;
  private HttpClient client;
  private CallCommands commands;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws TimeoutException {
    get(vertx.close());
  }

  @BeforeEach
  void start() throws TimeoutException {
    telnyx = get(TelnyxStandIn.start(vertx, API_KEY.reveal(), InstantSource.system()));
    client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(4));
    commands = new CallCommands(vertx, client, telnyx.apiUrl());
  }

  @AfterEach
  void stop() throws TimeoutException {
    get(client.close());
    get(telnyx.close());
  }

  @Test
  void sendsTheCommandAsTelnyxDocumentsIt() throws TimeoutException {
    CommandOutcome outcome = reject(CALL, AMPLE);

    assertInstanceOf(Accepted.class, outcome);
    assertEquals(1, outcome.effort().attempts());
    assertTrue(outcome.effort().nanos() > 0);
    ReceivedCommand command = telnyx.commands().get(0);
    assertEquals(CALL, command.callControlId());
    assertEquals("Bearer " + API_KEY.reveal(), command.headers().get("Authorization"));
    assertEquals("application/json", command.headers().get("Content-Type"));
    JsonObject expected =
        new JsonObject()
            .put("cause", "USER_BUSY")
            .put("client_state", "c3RhdGU=")
            .put("command_id", CommandId.of(CALL));
    assertEquals(expected, command.body().toJsonObject());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"v2:T02llQxIyaRkhfRKxgAP8nY511EhFLizdvdUKJiSw8d6A9BborherQ==", "a/b c+d?e#ü%"})
  void theIdSurvivesThePath(String callControlId) throws TimeoutException {
    reject(callControlId, AMPLE);

    assertEquals(callControlId, telnyx.commands().get(0).callControlId());
  }

  @Test
  void leavesClientStateOutWhereThereIsNone() throws TimeoutException {
    RejectOrder order = new RejectOrder(CALL, "CALL_REJECTED", null, API_KEY);

    CommandOutcome outcome = get(commands.reject(order, deadline(AMPLE)));

    assertInstanceOf(Accepted.class, outcome);
    assertFalse(telnyx.commands().get(0).body().toJsonObject().containsKey("client_state"));
  }

  @Test
  void aCallerWhoHungUpIsASuccess() throws TimeoutException {
    telnyx.answers(command -> Answer.alreadyEnded());

    CommandOutcome outcome = reject(CALL, AMPLE);

    assertInstanceOf(AlreadyEnded.class, outcome);
    assertEquals(1, telnyx.commands().size());
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(422, "90015", Answer.unknownCall()),
        Arguments.of(422, "10015", Answer.error(422, "10015", "Invalid", "cause")),
        Arguments.of(401, "10009", Answer.unauthorized()),
        Arguments.of(403, "10010", Answer.forbidden()),
        Arguments.of(404, "10005", Answer.notFound()),
        Arguments.of(400, null, Answer.garbage(400)),
        Arguments.of(422, null, Answer.reply(422, new JsonObject().put("errors", "none"))),
        Arguments.of(302, null, Answer.garbage(302)),
        Arguments.of(422, null, Answer.endless(422)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refusals")
  void aRefusalIsFinal(int status, String code, Answer answer) throws TimeoutException {
    telnyx.answers(command -> answer);

    CommandOutcome outcome = reject(CALL, AMPLE);

    Permanent refused = assertInstanceOf(Permanent.class, outcome);
    assertEquals(status, refused.status());
    assertEquals(code, refused.code());
    assertEquals(1, telnyx.commands().size());
  }

  @Test
  void aCodeWrittenAsANumberIsTheSameCode() throws TimeoutException {
    telnyx.answers(
        command ->
            Answer.reply(422, new JsonObject("{\"errors\":[{\"code\":1},{\"code\":90018}]}")));

    assertInstanceOf(AlreadyEnded.class, reject(CALL, AMPLE));
  }

  @Test
  void aWrongKeyIsRefusedByTheStandInToo() throws TimeoutException {
    RejectOrder order = new RejectOrder(CALL, "USER_BUSY", null, new Secret("KEY-of-another"));

    CommandOutcome outcome = get(commands.reject(order, deadline(AMPLE)));

    assertEquals(401, assertInstanceOf(Permanent.class, outcome).status());
  }

  @Test
  void withoutAnApiKeyNothingIsSent() throws TimeoutException {
    RejectOrder order = new RejectOrder(CALL, "USER_BUSY", null, null);

    CommandOutcome outcome = get(commands.reject(order, deadline(AMPLE)));

    Permanent refused = assertInstanceOf(Permanent.class, outcome);
    assertEquals(0, refused.status());
    assertEquals("no_api_key", refused.code());
    assertEquals(0, refused.effort().attempts());
    assertTrue(telnyx.commands().isEmpty());
  }

  static Stream<Arguments> passingTroubles() {
    return Stream.of(
        Arguments.of("500", Answer.unavailable(500)),
        Arguments.of("503", Answer.unavailable(503)),
        Arguments.of("429 at once", Answer.rateLimited(0)),
        Arguments.of("429 in a second", Answer.rateLimited(1)),
        Arguments.of("502 with no end", Answer.endless(502)),
        Arguments.of("a cut connection", Answer.cut()),
        Arguments.of("silence", Answer.silence()),
        Arguments.of("slowness", Answer.late(Duration.ofSeconds(19), Answer.accepted())));
  }

  @ParameterizedTest(name = "{0}, then well")
  @MethodSource("passingTroubles")
  void sendsTheIdenticalCommandAgainUntilItIsTaken(String title, Answer trouble)
      throws TimeoutException {
    telnyx.answers(command -> command.number() == 1 ? trouble : Answer.asTheRealOne());

    CommandOutcome outcome = reject(CALL, AMPLE);

    assertInstanceOf(Accepted.class, outcome, title);
    List<ReceivedCommand> sent = telnyx.commands();
    assertTrue(sent.size() >= 2, title);
    assertEquals(sent.size(), outcome.effort().attempts());
    sent.forEach(again -> assertEquals(sent.get(0).body(), again.body()));
    sent.forEach(again -> assertEquals(CALL, again.callControlId()));
  }

  @Test
  void theFirstAnswerWinsAlsoIfItIsToTheFirstAttempt() throws TimeoutException {
    telnyx.answers(
        command ->
            command.number() == 1
                ? Answer.late(Duration.ofMillis(700), Answer.alreadyEnded())
                : Answer.silence());

    CommandOutcome outcome = reject(CALL, AMPLE);

    assertInstanceOf(AlreadyEnded.class, outcome);
    assertTrue(telnyx.commands().size() >= 2);
  }

  static Stream<Arguments> lastingTroubles() {
    return Stream.of(
        Arguments.of("no answer", Answer.silence()),
        Arguments.of("status 503", Answer.unavailable(503)),
        Arguments.of("status 429", Answer.rateLimited(0)),
        Arguments.of("HttpClosedException", Answer.cut()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lastingTroubles")
  void isTransientAtTheDeadline(String detail, Answer trouble) throws TimeoutException {
    telnyx.answers(command -> trouble);

    CommandOutcome outcome = reject(CALL, DEADLINE);

    assertEquals(detail, assertInstanceOf(Transient.class, outcome).detail());
    assertTrue(outcome.effort().attempts() >= 2);
    assertTrue(outcome.effort().attempts() <= 12, "no busy loop");
  }

  @Test
  void doesNotWaitForARateLimitThatOutlastsTheDeadline() throws TimeoutException {
    telnyx.answers(command -> Answer.rateLimited(30));

    CommandOutcome outcome = reject(CALL, AMPLE);

    assertEquals("status 429", assertInstanceOf(Transient.class, outcome).detail());
    assertEquals(1, telnyx.commands().size());
  }

  @Test
  void isTransientWhenNobodyListens() throws TimeoutException {
    get(telnyx.close());

    CommandOutcome outcome = reject(CALL, DEADLINE);

    assertInstanceOf(Transient.class, outcome);
  }

  @Test
  void sendsNothingAfterTheDeadline() throws TimeoutException {
    Deadline passed = new Deadline(System::nanoTime, System.nanoTime() - 1, Duration.ofNanos(1));

    CommandOutcome outcome = get(commands.reject(order(CALL), passed));

    assertInstanceOf(Transient.class, outcome);
    assertEquals(0, outcome.effort().attempts());
    assertTrue(telnyx.commands().isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("placeHolders")
  void givesItsPlaceInThePoolBack(String title, Answer trouble) throws TimeoutException {
    HttpClient narrow =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(1));
    CallCommands oneAtATime = new CallCommands(vertx, narrow, telnyx.apiUrl());
    telnyx.answers(
        command -> command.callControlId().equals("bad") ? trouble : Answer.asTheRealOne());
    get(oneAtATime.reject(order("bad"), deadline(DEADLINE)));

    CommandOutcome outcome = get(oneAtATime.reject(order("good"), deadline(AMPLE)));

    assertInstanceOf(Accepted.class, outcome, title);
    get(narrow.close());
  }

  static Stream<Arguments> placeHolders() {
    return Stream.of(
        Arguments.of("silence", Answer.silence()),
        Arguments.of("accepted without end", Answer.endless(200)),
        Arguments.of("accepted, then stalled", Answer.stalled(200)),
        Arguments.of("refused, then stalled", Answer.stalled(422)),
        Arguments.of("refused without end", Answer.endless(422)),
        Arguments.of("cut", Answer.cut()));
  }

  @Test
  void severalCommandsDoNotDisturbEachOther() throws TimeoutException {
    Function<Integer, Future<CommandOutcome>> nth =
        n -> commands.reject(order("call-" + n), deadline(AMPLE));

    List<Future<CommandOutcome>> all =
        Stream.iterate(0, n -> n < 100, n -> n + 1).map(nth).toList();

    get(Future.all(all));
    assertTrue(all.stream().allMatch(one -> one.result() instanceof Accepted));
    assertEquals(100, telnyx.commands().stream().map(c -> c.body().toString()).distinct().count());
  }

  @Test
  void answersOnTheEventLoopThatAsked() throws TimeoutException {
    Promise<Boolean> onTheSame = Promise.promise();
    vertx.runOnContext(
        start -> {
          Thread asking = Thread.currentThread();
          commands
              .reject(order(CALL), deadline(AMPLE))
              .map(outcome -> outcome instanceof Accepted && asking == Thread.currentThread())
              .onComplete(onTheSame);
        });

    assertTrue(get(onTheSame.future()));
  }

  @Test
  void theBaseAddressMayEndInASlash() throws TimeoutException {
    CallCommands slashed = new CallCommands(vertx, client, URI.create(telnyx.apiUrl() + "/"));

    assertInstanceOf(Accepted.class, get(slashed.reject(order(CALL), deadline(AMPLE))));
  }

  @Test
  void anOrderDoesNotPrintItsKey() {
    assertFalse(order(CALL).toString().contains(API_KEY.reveal()));
    assertNull(new RejectOrder(CALL, "USER_BUSY", null, null).apiKey());
  }

  private CommandOutcome reject(String callControlId, Duration budget) throws TimeoutException {
    return get(commands.reject(order(callControlId), deadline(budget)));
  }

  private static RejectOrder order(String callControlId) {
    return new RejectOrder(callControlId, "USER_BUSY", "c3RhdGU=", API_KEY);
  }

  private static Deadline deadline(Duration budget) {
    return Deadline.start(System::nanoTime, budget);
  }

  private static <T> T get(Future<T> future) throws TimeoutException {
    return future.await(30, TimeUnit.SECONDS);
  }
}
