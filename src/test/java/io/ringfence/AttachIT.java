package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.cli.RingfenceCommand;
import io.ringfence.standin.Answer;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.VoiceApplication;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway put before an application at Telnyx and taken away again, whatever fails. */
class AttachIT {
  private static final String VOICE = "https://1.1.1.1/telnyx";
  private static final AtomicInteger IDS = new AtomicInteger(1_000);

  private static GatewayFixture gate;

  @TempDir Path dir;
  private TelnyxAccount account;
  private final String id = Integer.toString(IDS.incrementAndGet());

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running("RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true");
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @BeforeEach
  void open() {
    account = new TelnyxAccount(gate.telnyx, dir, "telnyx.api_key", GatewayFixture.API_KEY);
  }

  @AfterEach
  void behave() {
    account.telnyx.behaves();
  }

  @Test
  void leadsCallsThroughTheGatewayAndOnToWhereTheyWent() {
    VoiceApplication voice = GatewayFixture.await(VoiceApplication.start(gate.vertx, gate.clock));
    SimulatedCall call = gate.call("+15005550041");
    String connection =
        new JsonObject(call.initiated(1, "test"))
            .getJsonObject("data")
            .getJsonObject("payload")
            .getString("connection_id");
    account.application(connection, voice.webhook().toString());

    Jar.Ended attached = attach(connection);

    assertEquals(0, attached.code(), attached.printed());
    JsonObject now = account.telnyx.get(connection);
    assertEquals(gate.webhook(0).toString(), now.getString("webhook_event_url"));
    assertEquals(voice.webhook().toString(), now.getString("webhook_event_failover_url"));
    assertEquals(200, gate.deliver(call).statusCode());
    assertEquals(1, voice.received().size());
  }

  @Test
  void restoresExactlyWhatWasThere() throws Exception {
    JsonObject before =
        account
            .application(id, VOICE)
            .put("webhook_api_version", "1")
            .put("webhook_timeout_secs", 1)
            .put("webhook_event_failover_url", "https://1.0.0.1/second");
    account.telnyx.put(before);

    Jar.Ended attached = attach(id);
    JsonObject between = account.telnyx.get(id);
    String permissions =
        PosixFilePermissions.toString(Files.getPosixFilePermissions(account.file(id)));
    Jar.Ended detached = detach();

    assertEquals(0, attached.code(), attached.printed());
    assertEquals(VOICE, between.getString("webhook_event_failover_url"));
    assertEquals(2, between.getInteger("webhook_timeout_secs"));
    assertEquals("1", between.getString("webhook_api_version"));
    assertEquals("rw-------", permissions);
    assertTrue(attached.printed().contains("webhook_timeout_secs: 1 -> 2"), attached.printed());
    assertEquals(0, detached.code(), detached.printed());
    assertEquals(before, account.telnyx.get(id));
    assertFalse(Files.exists(account.file(id)));
    assertEquals(1, lines().size());
  }

  @Test
  void tellsScriptsWhatItDid() {
    account.application(id, VOICE);

    JsonObject attached = new JsonObject(attach(id, "--json").printed());

    assertEquals("attached", attached.getString("status"));
    assertEquals("made", attached.getJsonObject("line").getString("action"));
    assertEquals(
        List.of("webhook_event_url", "webhook_event_failover_url"),
        attached.getJsonArray("changes").stream()
            .map(change -> ((JsonObject) change).getString("field"))
            .toList());
    assertEquals("detached", new JsonObject(detach("--json").printed()).getString("status"));
  }

  @Test
  void tellsScriptsOfAFailureAndPeopleBesideThem() {
    Jar.Ended nothing = detach("--json");

    assertEquals(1, nothing.code(), nothing.printed());
    int people = nothing.printed().indexOf("ringfence: ");
    JsonObject error = new JsonObject(nothing.printed().substring(0, people));
    assertEquals(
        "ringfence: " + error.getString("error"), nothing.printed().substring(people).strip());
    assertEquals(1, error.size());
    JsonObject wrong = new JsonObject(attach(id, "--json").printed().split("(?m)^ringfence: ")[0]);
    assertTrue(wrong.getString("error").contains(id), wrong.encode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"attach", "detach"})
  void helpListsTheExitCodes(String command) {
    StringWriter help = new StringWriter();
    PrintWriter out = new PrintWriter(help);

    assertEquals(0, RingfenceCommand.run(new Processes(), out, out, "telnyx", command, "--help"));

    for (String code : List.of("0", "1", "2", "69", "78")) {
      assertTrue(
          help.toString().matches("(?s).*Exit codes:.*\\R +" + code + " .*"), help::toString);
    }
  }

  @Test
  void aDryRunSaysAllAndChangesNothing() {
    JsonObject before = account.application(id, VOICE);
    int asked = account.telnyx.requests().size();

    Jar.Ended would = attach(id, "--dry-run");

    assertEquals(0, would.code(), would.printed());
    assertTrue(would.printed().contains("webhook_event_url: " + VOICE + " -> http"));
    assertTrue(would.printed().contains("line (new) in Ringfence: made"), would.printed());
    assertNothingDone(before);
    List<String> requests = account.telnyx.requests();
    assertTrue(
        requests.subList(asked, requests.size()).stream().allMatch(one -> one.startsWith("GET")));
    attach(id);
    assertTrue(detach("--dry-run").printed().contains("would detach"));
    assertEquals(gate.webhook(0).toString(), account.telnyx.get(id).getString("webhook_event_url"));
  }

  @Test
  void attachedAlreadyIsSaidAndChangesNothing() {
    account.application(id, VOICE);
    attach(id);
    int asked = account.telnyx.requests().size();

    Jar.Ended again = attach(id);

    assertEquals(0, again.code(), again.printed());
    assertTrue(again.printed().startsWith("already attached"), again.printed());
    assertEquals(asked + 1, account.telnyx.requests().size());
  }

  @Test
  void attachedToAnotherGatewayIsRefused() {
    JsonObject before = account.application(id, "https://gate.example.com/webhooks/telnyx/acme");

    Jar.Ended refused = attach(id);

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("in circles"), refused.printed());
    assertNothingDone(before);
  }

  @Test
  void attachedToAnotherAddressIsRefused() {
    account.application(id, VOICE);
    attach(id);
    JsonObject attached = account.telnyx.get(id);

    Jar.Ended refused =
        account.run(
            "telnyx", "attach", "--app", id, "--unchecked", "--url", "https://gate.example.com");

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("detach it first"), refused.printed());
    assertEquals(attached, account.telnyx.get(id));
  }

  @Test
  void aWrongKeyOfTelnyxChangesNothingAndIsNotPrinted() {
    account = new TelnyxAccount(gate.telnyx, dir, "telnyx.api_key", "KEY-that-is-wrong");
    JsonObject before = account.application(id, VOICE);

    Jar.Ended refused = attach(id);

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("check telnyx.api_key"), refused.printed());
    assertFalse(refused.printed().contains("KEY-that"), refused.printed());
    assertNothingDone(before);
  }

  @Test
  void anotherKeyThanTelnyxSignsWithIsFoundBeforeCallsAreLost() {
    JsonObject before = account.application(id, VOICE);
    account.telnyx.signsWith(SigningKey.generate().publicKey());

    Jar.Ended refused = attach(id);
    account.telnyx.signsWith(gate.key.publicKey());
    Jar.Ended attached = attach(id);

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("would get 401"), refused.printed());
    assertEquals(0, attached.code(), attached.printed());
    assertEquals(0, detachWithLine().code());
    assertNothingDone(before);
  }

  @Test
  void noKeyOfTelnyxIsAMatterOfConfiguration() {
    account = new TelnyxAccount(gate.telnyx, dir);

    assertEquals(78, attach(id).code());
  }

  @Test
  void anApplicationThatIsNoneIsNamed() {
    account.telnyx.putTexml(id + "0");

    Jar.Ended none = attach(id);
    Jar.Ended texml = attach(id + "0");

    assertEquals(1, none.code(), none.printed());
    assertTrue(none.printed().contains("no Call Control application " + id), none.printed());
    assertEquals(1, texml.code(), texml.printed());
    assertTrue(texml.printed().contains("TeXML"), texml.printed());
  }

  /** The change is the second request, and what becomes of it is looked up three times. */
  @ParameterizedTest
  @CsvSource({"422", "401", "503", "0"})
  void aChangeThatTelnyxDoesNotTakeIsTakenBackWhole(int status) {
    JsonObject before = account.application(id, VOICE);
    account.telnyx.answers(2, refusal(status));

    Jar.Ended refused = attach(id);

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("nothing was changed"), refused.printed());
    assertNothingDone(before);
  }

  private static Answer refusal(int status) {
    return status == 422
        ? Answer.invalid("webhook_event_url")
        : status == 401
            ? Answer.unauthorized()
            : status == 503 ? Answer.unavailable(503) : Answer.cut();
  }

  @Test
  void aChangeWhoseAnswerIsLostIsFoundToBeDone() {
    JsonObject before = account.application(id, VOICE);
    account.telnyx.losesAnswer(2);

    Jar.Ended attached = attach(id);
    account.telnyx.losesAnswer(2);
    Jar.Ended detached = detach();

    assertEquals(0, attached.code(), attached.printed());
    assertTrue(attached.printed().startsWith("attached"), attached.printed());
    assertEquals(0, detached.code(), detached.printed());
    assertEquals(before, account.telnyx.get(id));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereTelnyxGoesSilentTheWayOnAndTheWayBackStayOpen(boolean taken) {
    JsonObject before = account.application(id, VOICE);
    if (taken) {
      account.telnyx.losesAnswer(2);
    } else {
      account.telnyx.answers(2, Answer.cut());
    }
    for (int look = 3; look <= 5; look++) {
      account.telnyx.answers(look, Answer.unavailable(502));
    }

    Jar.Ended unsure = attach(id);

    assertEquals(69, unsure.code(), unsure.printed());
    assertTrue(unsure.printed().contains("does not say whether"), unsure.printed());
    assertEquals(1, lines().size());
    Jar.Ended again = attach(id);
    assertEquals(0, again.code(), again.printed());
    assertEquals(1, lines().size());
    assertEquals(gate.webhook(0).toString(), account.telnyx.get(id).getString("webhook_event_url"));
    Jar.Ended back = detach("--remove-line", "--api", gate.api("").toString());
    assertEquals(1, back.code(), back.printed());
    assertTrue(back.printed().contains("no API key"), back.printed());
    Jar.Ended detached = detachWithLine();
    assertEquals(0, detached.code(), detached.printed());
    assertEquals(before, account.telnyx.get(id));
    assertEquals(0, lines().size());
  }

  @Test
  void anUnansweredReadChangesNothing() {
    JsonObject before = account.application(id, VOICE);
    account.telnyx.answers(1, Answer.cut());

    Jar.Ended lost = attach(id);

    assertEquals(69, lost.code(), lost.printed());
    assertNothingDone(before);
  }

  @Test
  void withoutAGatewayAtTheAddressNothingIsChanged() {
    JsonObject before = account.application(id, VOICE);

    Jar.Ended refused =
        account.run(arguments("attach", id, "--url", gate.voice.webhook().toString()));

    assertEquals(69, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("no gateway answers"), refused.printed());
    assertNothingDone(before);
  }

  @Test
  void withoutTheApiOfRingfenceNothingIsChanged() {
    JsonObject before = account.application(id, VOICE);

    Jar.Ended refused =
        account.run(
            "telnyx",
            "attach",
            "--app",
            id,
            "--url",
            gate.webhook(0).toString(),
            "--api",
            "http://127.0.0.1:1",
            "--key",
            GatewayFixture.ADMIN_KEY);

    assertEquals(69, refused.code(), refused.printed());
    assertNothingDone(before);
  }

  @Test
  void anAccountThatRingfenceDoesNotHaveIsNamed() {
    JsonObject before = account.application(id, VOICE);

    Jar.Ended refused = account.run(arguments("attach", id, "--url", gate.webhook(0) + "/nobody"));

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("no account nobody"), refused.printed());
    assertNothingDone(before);
  }

  @Test
  void whatCannotBeKeptIsNotChanged() throws Exception {
    JsonObject before = account.application(id, VOICE);
    Path inTheWay = account.file(id).resolveSibling("application-" + id + ".json.new");
    Files.createDirectories(inTheWay.resolve("full"));

    Jar.Ended refused = attach(id);

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains("cannot be written"), refused.printed());
    assertEquals(before, account.telnyx.get(id));
    assertEquals(0, lines().size());
  }

  @Test
  void whatSomebodyChangedSinceIsShownAndLeft() {
    JsonObject before = account.application(id, VOICE);
    attach(id);
    account.telnyx.put(
        account.telnyx.get(id).put("webhook_event_failover_url", "https://1.0.0.1/other"));

    Jar.Ended refused = detach();

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(refused.printed().contains(VOICE + " -> https://1.0.0.1/other"), refused.printed());
    assertEquals(
        "https://1.0.0.1/other", account.telnyx.get(id).getString("webhook_event_failover_url"));
    Jar.Ended forced = detach("--force");
    assertEquals(0, forced.code(), forced.printed());
    assertEquals(before, account.telnyx.get(id));
  }

  @Test
  void aRenamedApplicationKeepsItsName() {
    account.application(id, VOICE);
    attach(id);
    account.telnyx.put(account.telnyx.get(id).put("application_name", "renamed"));

    assertEquals(0, detach().code());
    assertEquals("renamed", account.telnyx.get(id).getString("application_name"));
  }

  @Test
  void detachedByHandIsSaid() {
    JsonObject before = account.application(id, VOICE);
    attach(id);
    account.telnyx.put(before);

    Jar.Ended detached = detach();

    assertEquals(0, detached.code(), detached.printed());
    assertTrue(detached.printed().startsWith("already detached"), detached.printed());
    Jar.Ended nothing = detach();
    assertEquals(1, nothing.code(), nothing.printed());
    assertTrue(nothing.printed().contains("where 'attach' ran"), nothing.printed());
  }

  @Test
  void aChangeOfDetachThatIsRefusedKeepsTheWayBack() {
    JsonObject before = account.application(id, VOICE);
    attach(id);
    account.telnyx.answers(2, Answer.rateLimited(1));

    Jar.Ended refused = detach();

    assertEquals(1, refused.code(), refused.printed());
    assertTrue(Files.exists(account.file(id)));
    assertEquals(0, detach().code());
    assertEquals(before, account.telnyx.get(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://gate.example.com", "https://gate.example.com?x=1", "gate", "ftp://a"})
  void anAddressThatTelnyxShouldNotHaveIsAUsageError(String url) {
    Jar.Ended refused = account.run("telnyx", "attach", "--app", id, "--url", url);

    assertEquals(2, refused.code(), refused.printed());
    assertTrue(refused.printed().contains(url), refused.printed());
  }

  @Test
  void theCommandLineItselfIsChecked() {
    assertEquals(2, account.run("telnyx").code());
    assertEquals(2, account.run("telnyx", "attach").code());
    assertEquals(2, account.run("telnyx", "detach", "--app", "../x").code());
  }

  private Jar.Ended attach(String application, String... more) {
    List<String> all = new ArrayList<>(List.of("--url", gate.webhook(0).toString()));
    all.addAll(List.of(more));
    return account.run(arguments("attach", application, all.toArray(String[]::new)));
  }

  private Jar.Ended detachWithLine() {
    return account.run(arguments("detach", id, "--remove-line"));
  }

  /** Without a gateway. */
  private Jar.Ended detach(String... more) {
    List<String> all = new ArrayList<>(List.of("telnyx", "detach", "--app", id));
    all.addAll(List.of(more));
    return account.run(all.toArray(String[]::new));
  }

  private static String[] arguments(String command, String application, String... more) {
    List<String> all = new ArrayList<>(List.of("telnyx", command, "--app", application));
    all.addAll(List.of("--api", gate.api("").toString(), "--key", GatewayFixture.ADMIN_KEY));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** The lines made for this test's application. */
  private List<Object> lines() {
    HttpRequest all = GatewayFixture.asAdmin(gate.api("/v1/lines?limit=1000")).GET().build();
    return new JsonObject(gate.send(all).body())
        .getJsonArray("data").stream()
            .filter(line -> id.equals(((JsonObject) line).getString("connection_id")))
            .toList();
  }

  private void assertNothingDone(JsonObject before) {
    assertEquals(before, account.telnyx.get(id));
    assertEquals(0, lines().size());
    assertFalse(Files.exists(account.file(id)));
  }
}
