package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static io.ringfence.Tenants.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.standin.SimulatedMessage;
import io.ringfence.standin.VoiceApplication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text messages: a banned sender's goes no further, every other one passes untouched. */
class MessagesIT {
  private static final String NUMBER = "+15005550801";

  private static GatewayFixture gate;
  private static Tenants tenants;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running("RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true");
    tenants = new Tenants(gate);
    gate.ban("+15005550006");
    ban("+15005550007", "sms");
    ban("+15005550008", "voice");
    ban("+18003569377", "sms"); // 1800FLOWERS
    JsonObject policies =
        new JsonObject()
            .put("unreadable", "reject")
            .put("withheld", "reject")
            .put("short", "reject");
    tenants.line(
        "default",
        "default",
        gate.voice.webhook(),
        new JsonObject().put("number", NUMBER).put("policies", policies));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static void ban(String number, String channel) {
    tenants.post(
        "/v1/bans",
        "default",
        new JsonObject()
            .put("kind", "phone")
            .put("value", number)
            .put("channels", new JsonArray().add(channel))
            .put("reason", "for a test"));
  }

  private static SimulatedMessage message(String from, String to) {
    return SimulatedMessage.begin(from, to, gate.clock.instant());
  }

  private static HttpResponse<String> deliver(SimulatedMessage message) {
    return tenants.deliver("", message.received(1, "test").getBytes());
  }

  private static List<String> reached(SimulatedMessage message) {
    return gate.voice.received().stream()
        .map(VoiceApplication.Received::body)
        .map(Object::toString)
        .filter(body -> body.contains(message.messageId()))
        .toList();
  }

  @Test
  void aTextMessageIsRecordedAsAChatMessageIs() {
    SimulatedMessage blocked = message("+15005550007", GatewayFixture.LINE);
    SimulatedMessage letIn = message("+15005550033", GatewayFixture.LINE);

    deliver(blocked);
    deliver(blocked);
    deliver(letIn);
    deliver(letIn);

    String row =
        "SELECT phone, channel, reason FROM ringfence.message_record WHERE message_id = '"
            + blocked.messageId()
            + "'";
    String count = "SELECT channel, count FROM ringfence.sender_seen WHERE value = '+15005550033'";
    GatewayFixture.eventually(() -> !gate.rows(row).isEmpty() && !gate.rows(count).isEmpty());
    assertEquals(List.of("+15005550007 sms ban_phone"), gate.rows(row));
    assertEquals(List.of("sms 1"), gate.rows(count));
  }

  /** The sender, to which line, and what becomes of it. */
  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource({
    "+15005550006, " + GatewayFixture.LINE + ", blocked",
    "+15005550007, " + GatewayFixture.LINE + ", blocked",
    "(500) 555-0007, " + GatewayFixture.LINE + ", blocked",
    "+15005550008, " + GatewayFixture.LINE + ", forwarded",
    "+15005550010, " + GatewayFixture.LINE + ", forwarded",
    // A name is no number, whatever its letters would dial.
    "1800FLOWERS, " + GatewayFixture.LINE + ", forwarded",
    "BANK, " + GatewayFixture.LINE + ", forwarded",
    "28777, " + GatewayFixture.LINE + ", forwarded",
    ", " + GatewayFixture.LINE + ", forwarded",
    // They match no entry, only the line's policy.
    "1800FLOWERS, " + NUMBER + ", blocked",
    "BANK, " + NUMBER + ", blocked",
    "28777, " + NUMBER + ", blocked",
    ", " + NUMBER + ", blocked",
    "+15005550010, " + NUMBER + ", forwarded",
    // An emergency number is never refused.
    "911, " + NUMBER + ", forwarded",
  })
  void decidesByItsSender(String from, String to, String outcome) {
    SimulatedMessage message = message(from, to);

    HttpResponse<String> answer = deliver(message);

    assertEquals(200, answer.statusCode());
    assertEquals(outcome, outcome(answer));
    List<String> forwarded =
        outcome.equals("blocked") ? List.of() : List.of(message.received(1, "test").toString());
    assertEquals(forwarded, reached(message));
  }

  @Test
  void aCallFromTheSameNumberHasAListOfItsOwnChannel() {
    assertEquals("forwarded", outcome(gate.deliver(gate.call("+15005550007"))));
    assertEquals("rejected", outcome(gate.deliver(gate.call("+15005550008"))));
  }

  @Test
  void whatTheApplicationSentItselfIsItsOwnBusiness() {
    SimulatedMessage message = message("+15005550006", GatewayFixture.LINE);
    String sent =
        message
            .received(1, "test")
            .toString()
            .replace("message.received", "message.finalized")
            .replace("\"inbound\"", "\"outbound\"");

    assertEquals("forwarded", outcome(tenants.deliver("", sent.getBytes())));

    assertEquals(List.of(sent), reached(message));
  }

  @Test
  void aRepeatOfABlockedOneIsOne() {
    String counted = "ringfence_messages_total{outcome=\"reject\",reason=\"ban_phone\"}";
    double before = gate.metric(0, counted);
    SimulatedMessage message = message("+15005550006", GatewayFixture.LINE);

    assertEquals("blocked", outcome(deliver(message)));
    assertEquals("blocked", outcome(deliver(message)));

    eventually(() -> gate.metric(0, counted) == before + 1);
  }

  @Test
  void whileItOnlyObservesItPassesAndIsCounted() {
    String counted = "ringfence_messages_total{outcome=\"would_reject\",reason=\"ban_phone\"}";
    tenants.line(
        "default",
        "default",
        gate.voice.webhook(),
        new JsonObject().put("number", "+15005550802").put("observe", true));
    SimulatedMessage message = message("+15005550006", "+15005550802");

    assertEquals("forwarded", outcome(deliver(message)));

    assertEquals(1, reached(message).size());
    assertEquals(1.0, gate.metric(0, counted));
  }
}
