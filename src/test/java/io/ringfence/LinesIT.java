package io.ringfence;

import static io.ringfence.GatewayFixture.await;
import static io.ringfence.Tenants.FORM;
import static io.ringfence.Tenants.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.standin.ReceivedCommand;
import io.ringfence.standin.VoiceApplication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One account that several organisations share: which line takes an event, and that each line's own
 * settings hold. Nobody sees what is another's.
 */
class LinesIT {
  private static final String FIRST = "+15005550901";
  private static final String SECOND = "+15005550902";
  private static final String CONNECTION = "1000000000000000777";
  private static final String SHARED = "/everybody";

  private static final Map<String, VoiceApplication> VOICES = new LinkedHashMap<>();
  private static GatewayFixture gate;
  private static Tenants tenants;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running("RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true");
    tenants = new Tenants(gate);
    tenants.sharedAccount("everybody", gate.key);
    for (String name : List.of("first", "second", "third")) {
      tenants.organisation(name, "US");
      VOICES.put(name, await(VoiceApplication.start(gate.vertx, gate.clock)));
    }
    tenants.ban("first", "+442079460123");
    tenants.ban("second", "+15005550020");
    tenants.ban("third", "+15005550030");
    line(
        "first",
        "{'number':'+15005550901','cause':'CALL_REJECTED','region':'GB','policies':"
            + "{'withheld':'reject','attestation':'reject','screening':'allow'}}");
    line("second", "{'connection_id':'1000000000000000777','policies':{'withheld':'allow'}}");
    line("second", "{'number':'+15005550902','policies':{'short':'reject','unreadable':'reject'}}");
    line("third", "{'observe':true}");
    policies("first", "{'screening':'reject','short':'reject'}");
    policies("second", "{'withheld':'reject','screening':'reject'}");
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static void line(String organisation, String settings) {
    tenants.line(
        organisation,
        "everybody",
        VOICES.get(organisation).webhook(),
        new JsonObject(settings.replace('\'', '"')));
  }

  private static void policies(String organisation, String policies) {
    JsonObject change =
        new JsonObject().put("policies", new JsonObject(policies.replace('\'', '"')));
    HttpResponse<String> changed =
        gate.send(
            GatewayFixture.asAdmin(gate.api("/v1/organisation"))
                .header("Ringfence-Organisation", organisation)
                .method("PATCH", BodyPublishers.ofString(change.encode()))
                .build());
    assertEquals(200, changed.statusCode(), changed.body());
  }

  /** An event of a call, with what a row says of it. */
  private static JsonObject event(String type, String id, String to, String from) {
    JsonObject payload = new JsonObject().put("call_control_id", id).put("to", to);
    if (from != null) {
      payload.put("from", from);
    }
    JsonObject data =
        new JsonObject()
            .put("event_type", type)
            .put("id", UUID.randomUUID().toString())
            .put("payload", payload);
    return new JsonObject().put("data", data);
  }

  private static JsonObject payload(JsonObject event) {
    return event.getJsonObject("data").getJsonObject("payload");
  }

  private static String fresh() {
    return "v3:" + UUID.randomUUID();
  }

  private static String deliver(JsonObject event) {
    return outcome(tenants.deliver(SHARED, event.toBuffer().getBytes()));
  }

  /** Whose application heard of a call. */
  private static List<String> whoHeard(String callControlId) {
    return VOICES.entrySet().stream()
        .filter(
            voice ->
                voice.getValue().received().stream()
                    .anyMatch(one -> one.body().toString().contains(callControlId)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> causes(String callControlId) {
    return gate.telnyx.commands().stream()
        .filter(command -> command.callControlId().equals(callControlId))
        .map(ReceivedCommand::body)
        .map(body -> new JsonObject(body).getString("cause"))
        .distinct()
        .toList();
  }

  /**
   * What a call names, what else is said of it, and what becomes of it: who hears of it, or with
   * which cause it is rejected.
   */
  @ParameterizedTest(name = "{0} {1} from {2} {3}: {4} {5}")
  @CsvSource({
    // The number comes before the connection, the connection before the rest.
    "+15005550901, 1000000000000000777, +15005550010, , forwarded, first",
    "+15005550902, 1000000000000000777, +15005550010, , forwarded, second",
    "+15005550909, 1000000000000000777, +15005550010, , forwarded, second",
    "+15005550909, 5, +15005550010, , forwarded, third",
    "+15005550909, , +15005550010, , forwarded, third",
    "sip:desk@pbx.example.com, 1000000000000000777, +15005550010, , forwarded, second",
    ", , +15005550010, , forwarded, third",
    // A ban holds for one organisation, on all its lines.
    "+15005550901, 1000000000000000777, +15005550020, , forwarded, first",
    "+15005550909, 1000000000000000777, +15005550020, , rejected, USER_BUSY",
    "+15005550902, , +15005550020, , rejected, USER_BUSY",
    "+15005550909, , +15005550020, , forwarded, third",
    // The line's region reads the caller, its cause rejects.
    "+15005550901, , 020 7946 0123, , rejected, CALL_REJECTED",
    "+15005550909, 1000000000000000777, 020 7946 0123, , forwarded, second",
    // The line's policies come before the organisation's, which hold where it sets none.
    "+15005550901, , anonymous, , rejected, CALL_REJECTED",
    "+15005550909, 1000000000000000777, anonymous, , forwarded, second",
    "+15005550902, , anonymous, , rejected, USER_BUSY",
    "+15005550902, , nobody knows, , rejected, USER_BUSY",
    "+15005550901, , nobody knows, , forwarded, first",
    "+15005550902, , 2345, , rejected, USER_BUSY",
    "+15005550901, , 2345, , rejected, CALL_REJECTED",
    "+15005550909, 1000000000000000777, 2345, , forwarded, second",
    "+15005550901, , +15005550010, C, rejected, CALL_REJECTED",
    "+15005550902, , +15005550010, C, forwarded, second",
    "+15005550901, , +15005550010, spam_likely, forwarded, first",
    "+15005550902, , +15005550010, spam_likely, rejected, USER_BUSY",
    "+15005550902, , +15005550010, no_flag, forwarded, second",
    // The line observes, whatever the organisation does.
    "+15005550909, , +15005550030, , forwarded, third",
  })
  void eachLineTakesItsOwnAndItsSettingsHold(
      String to, String connection, String from, String said, String outcome, String expected) {
    String id = fresh();
    JsonObject call = event("call.initiated", id, to, from);
    payload(call).put("direction", "incoming").put("connection_id", connection);
    if (said != null) {
      payload(call)
          .put(said.length() == 1 ? "shaken_stir_attestation" : "call_screening_result", said);
    }

    assertEquals(outcome, deliver(call));

    boolean rejected = outcome.equals("rejected");
    assertEquals(rejected ? List.of() : List.of(expected), whoHeard(id));
    assertEquals(rejected ? List.of(expected) : List.of(), causes(id));
  }

  /** Most of them name no direction; the lines of both numbers are known. */
  @ParameterizedTest(name = "{0}: {1} to {2} on {3}, {4}: {5}")
  @CsvSource({
    "call.hangup, +15005550010, +15005550901, , , first",
    "call.answered, +15005550010, +15005550902, 1000000000000000777, , second",
    "call.dtmf.received, +15005550010, +15005550909, 1000000000000000777, , second",
    "call.hangup, +15005550010, +15005550909, , , third",
    // Legs that an application dialled: the line is the one that calls.
    "call.initiated, +15005550901, +15005550010, , outgoing, first",
    "call.initiated, +15005550901, +15005550902, , outgoing, first",
    "call.hangup, +15005550901, +15005550010, , , first",
    "call.hangup, +15005550909, +15005550010, 1000000000000000777, , second",
    "message.finalized, +15005550901, +15005550902, , outbound, first",
  })
  void laterEventsReachTheLineOfTheirCallAndNobodyElse(
      String type, String from, String to, String connection, String direction, String whose) {
    String id = fresh();
    JsonObject event = event(type, id, to, from);
    payload(event).put("direction", direction).put("connection_id", connection);

    assertEquals("forwarded", deliver(event));

    assertEquals(List.of(whose), whoHeard(id));
  }

  @Test
  void whoeverCallsFromALineIsHeardOfOnlyWhereTheCallArrives() {
    String id = fresh();
    JsonObject call = event("call.initiated", id, "+15005550909", FIRST);
    payload(call).put("direction", "incoming");
    String onConnection = fresh();
    JsonObject unseen = event("call.hangup", onConnection, "+15005550909", FIRST);
    payload(unseen).put("connection_id", CONNECTION);
    deliver(call);

    deliver(event("call.hangup", id, "+15005550909", FIRST));
    deliver(unseen);

    assertEquals(List.of("third"), whoHeard(id));
    assertEquals(List.of("second"), whoHeard(onConnection));
  }

  @Test
  void ofACallBetweenTwoOrganisationsEachHearsOfItsOwnLeg() {
    String dialled = fresh();
    String arriving = fresh();
    JsonObject outgoing = event("call.initiated", dialled, SECOND, FIRST);
    payload(outgoing).put("direction", "outgoing");
    JsonObject incoming = event("call.initiated", arriving, SECOND, FIRST);
    payload(incoming).put("direction", "incoming");
    deliver(outgoing);
    deliver(incoming);

    deliver(event("call.hangup", dialled, SECOND, FIRST));
    deliver(event("call.hangup", arriving, SECOND, FIRST));

    assertEquals(List.of("first"), whoHeard(dialled));
    assertEquals(List.of("second"), whoHeard(arriving));
  }

  @Test
  void theMarkOfARejectedCallIsGoodForThatCallOfThatAccountOnly() {
    String id = fresh();
    JsonObject call = event("call.initiated", id, SECOND, "+15005550020");
    payload(call).put("direction", "incoming");
    assertEquals("rejected", deliver(call));
    String mark =
        gate.telnyx.commands().stream()
            .filter(command -> command.callControlId().equals(id))
            .map(command -> new JsonObject(command.body()).getString("client_state"))
            .findFirst()
            .orElseThrow();
    JsonObject itsOwn = event("call.hangup", id, SECOND, "+15005550020");
    payload(itsOwn).put("client_state", mark);
    JsonObject another = event("call.hangup", fresh(), SECOND, "+15005550020");
    payload(another).put("client_state", mark);

    assertEquals("of_rejected_call", deliver(itsOwn));
    assertEquals("forwarded", deliver(another));
    assertEquals(
        "forwarded", outcome(tenants.deliver("", itsOwn.toBuffer().getBytes())), "another account");
  }

  @Test
  void textMessagesAndTexmlFindTheirLineTheSameWay() {
    String id = fresh();
    JsonObject message = event("message.received", id, null, null);
    payload(message)
        .put("id", id)
        .put("from", new JsonObject().put("phone_number", "+15005550020"))
        .put("to", new JsonArray().add(new JsonObject().put("phone_number", FIRST)));
    String asked = fresh();
    String form = "CallSid=" + asked + "&From=%2B15005550020&To=sip%3Ax&ConnectionId=" + CONNECTION;

    assertEquals("forwarded", deliver(message));
    HttpResponse<String> texml =
        gate.send(
            gate.signed(tenants.webhook(SHARED + "/texml"), form.getBytes())
                .setHeader("Content-Type", FORM)
                .build());

    assertEquals(List.of("first"), whoHeard(id));
    assertEquals("rejected", outcome(texml));
    assertEquals(List.of(), whoHeard(asked));
  }
}
