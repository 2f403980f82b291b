package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.Answer;
import io.ringfence.standin.ReceivedCommand;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.VoiceApplication;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One call, end to end. */
class CallIT {
  private static final String BANNED = "+15005550006";
  private static final String OTHER = "+15005550010";

  private static GatewayFixture gate;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
    gate.ban(BANNED);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @AfterEach
  void behaveAgain() {
    gate.telnyx.answers(command -> Answer.asTheRealOne());
    gate.voice.answers(request -> Answer.asTheRealOne());
  }

  @Test
  void aBannedCallerHearsBusyAndNobodyIsRung() {
    SimulatedCall call = gate.call(BANNED);

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(200, answer.statusCode());
    assertEquals("rejected", answer.headers().firstValue("ringfence-outcome").orElseThrow());
    ReceivedCommand command = commands(call).get(0);
    JsonObject body = new JsonObject(command.body());
    assertEquals("USER_BUSY", body.getString("cause"));
    assertEquals(5, UUID.fromString(body.getString("command_id")).version());
    assertEquals("Bearer " + GatewayFixture.API_KEY, command.headers().get("Authorization"));
    assertEquals(List.of(), forwarded(call));
    assertEquals(List.of("rejected"), gate.records(call));
  }

  @Test
  void aCallIsListedAndItsCallerBannedByIt() {
    String caller = "+15005550045";
    SimulatedCall first = gate.call(caller);
    gate.deliver(first);
    gate.records(first);
    JsonObject listed =
        new JsonObject(admin("/v1/calls?from=%2B15005550045", null).body())
            .getJsonArray("data")
            .getJsonObject(0);

    HttpResponse<String> made =
        admin(
            "/v1/bans",
            new JsonObject().put("call", listed.getString("id")).put("reason", "Rings at night"));

    assertEquals(first.callControlId(), listed.getString("call_control_id"));
    assertEquals("forward", listed.getString("decision"));
    assertEquals(201, made.statusCode(), made.body());
    HttpResponse<String> next = gate.deliver(gate.call(caller));
    assertEquals("rejected", next.headers().firstValue("ringfence-outcome").orElseThrow());
  }

  private static HttpResponse<String> admin(String path, JsonObject body) {
    HttpRequest.Builder request = GatewayFixture.asAdmin(gate.api(path));
    return gate.send(
        body == null
            ? request.build()
            : request.POST(HttpRequest.BodyPublishers.ofString(body.encode())).build());
  }

  @Test
  void everyoneElsesCallReachesTheApplicationUntouched() {
    SimulatedCall call = gate.call(OTHER);
    byte[] body = call.initiated(1, "https://gate.example.org/").getBytes();
    HttpRequest request = gate.signed(gate.webhook(0), body).header("X-More", "1").build();
    gate.voice.answers(
        received ->
            new Answer.Reply(
                202, Map.of("X-Voice", "yes", "Content-Type", "text/plain"), Buffer.buffer("hi")));

    HttpResponse<String> answer = gate.send(request);

    VoiceApplication.Received received = forwarded(call).get(0);
    assertArrayEquals(body, received.body().getBytes());
    assertEquals("POST", received.method());
    assertEquals("/telnyx", received.uri());
    for (String name :
        List.of("telnyx-timestamp", "telnyx-signature-ed25519", "User-Agent", "X-More")) {
      assertEquals(
          request.headers().firstValue(name).orElseThrow(), received.headers().get(name), name);
    }
    assertEquals(202, answer.statusCode());
    assertEquals("hi", answer.body());
    assertEquals("yes", answer.headers().firstValue("X-Voice").orElseThrow());
    assertEquals(List.of(), commands(call));
    assertEquals(List.of("forwarded"), gate.records(call));
  }

  @Test
  void aCallToldInVersion1OfTheApiIsGatedToo() {
    SimulatedCall call = gate.call(BANNED);

    HttpResponse<String> answer =
        gate.send(gate.signed(gate.webhook(0), call.initiatedVersion1().getBytes()).build());

    assertEquals("rejected", answer.headers().firstValue("ringfence-outcome").orElseThrow());
    assertEquals(1, commands(call).size());
  }

  @Test
  void aBannedNumberIsFoundInEverySpelling() {
    for (String spelling :
        List.of(
            "(500) 555-0006",
            "15005550006",
            "sip:+15005550006@sip.telnyx.com",
            "\"Bob\" <sip:+15005550006@192.0.2.1>;tag=1")) {
      SimulatedCall call = gate.call(spelling);

      gate.deliver(call);

      assertEquals(1, commands(call).size(), spelling);
    }
  }

  @Test
  void aLegThatTheApplicationDialsIsNotGated() {
    SimulatedCall call = gate.call(BANNED);
    JsonObject event = new JsonObject(call.initiated(1, "test"));
    event.getJsonObject("data").getJsonObject("payload").put("direction", "outgoing");

    gate.send(gate.signed(gate.webhook(0), event.toBuffer().getBytes()).build());

    assertEquals(1, forwarded(call).size());
    assertEquals(List.of(), commands(call));
  }

  @Test
  void laterEventsOfARejectedCallStayHere() {
    SimulatedCall call = gate.call(BANNED);
    gate.deliver(call);
    String marker = new JsonObject(commands(call).get(0).body()).getString("client_state");
    byte[] hangup = call.hangup(marker, gate.clock.instant()).getBytes();

    HttpResponse<String> answer = gate.send(gate.signed(gate.webhook(0), hangup).build());

    assertEquals(200, answer.statusCode());
    assertEquals(
        "of_rejected_call", answer.headers().firstValue("ringfence-outcome").orElseThrow());
    assertEquals(List.of(), forwarded(call));
  }

  @Test
  void aForeignMarkerKeepsNoEventFromTheApplication() {
    SimulatedCall rejected = gate.call(BANNED);
    gate.deliver(rejected);
    String marker = new JsonObject(commands(rejected).get(0).body()).getString("client_state");
    SimulatedCall other = gate.call(OTHER);
    byte[] hangup = other.hangup(marker, gate.clock.instant()).getBytes();

    gate.send(gate.signed(gate.webhook(0), hangup).build());

    assertEquals(1, forwarded(other).size());
  }

  @Test
  void aSignedEventThatNamesNoCallGoesToTheApplication() {
    String mark = UUID.randomUUID().toString();
    byte[] body =
        ("{\"data\":{\"event_type\":\"call.initiated\",\"payload\":{\"direction\":\"incoming\","
                + "\"from\":\""
                + BANNED
                + "\",\"x\":\""
                + mark
                + "\"}}}")
            .getBytes();

    HttpResponse<String> answer = gate.send(gate.signed(gate.webhook(0), body).build());

    assertEquals(200, answer.statusCode());
    assertTrue(gate.voice.received().stream().anyMatch(r -> r.body().toString().contains(mark)));
  }

  @Test
  void anAllowEntryOnTheNumberWinsOverABanOnIt() {
    gate.ban("+15005550021");
    gate.add("/v1/allows", "phone", "+15005550021");
    SimulatedCall call = gate.call("+15005550021");

    gate.deliver(call);

    assertEquals(1, forwarded(call).size());
  }

  @Test
  void theLongestPrefixDecides() {
    gate.add("/v1/bans", "phone_prefix", "+4420");
    gate.add("/v1/allows", "phone_prefix", "+442079");
    SimulatedCall banned = gate.call("+442031234567");
    SimulatedCall allowed = gate.call("+442079460123");

    gate.deliver(banned);
    gate.deliver(allowed);

    assertEquals(1, commands(banned).size());
    assertEquals(1, forwarded(allowed).size());
  }

  @Test
  void aWithheldCallerPassesUnlessThePolicySaysOtherwise() {
    SimulatedCall before = gate.call("anonymous");
    gate.deliver(before);
    assertEquals(1, forwarded(before).size());

    gate.sql("UPDATE ringfence.line SET policies = '{\"withheld\":\"reject\"}'");

    eventually(
        () -> {
          SimulatedCall after = gate.call(null);
          gate.deliver(after);
          return commands(after).size() == 1;
        });
    gate.sql("UPDATE ringfence.line SET policies = '{}'");
  }

  @Test
  void anEmergencyCallBackPassesAPrefixBan() {
    gate.add("/v1/bans", "phone_prefix", "+1501");
    SimulatedCall call = gate.call("+15015550100");
    JsonObject event = new JsonObject(call.initiated(1, "test"));
    event
        .getJsonObject("data")
        .getJsonObject("payload")
        .put(
            "sip_headers",
            new io.vertx.core.json.JsonArray()
                .add(new JsonObject().put("name", "Priority").put("value", "psap-callback")));

    gate.send(gate.signed(gate.webhook(0), event.toBuffer().getBytes()).build());

    assertEquals(1, forwarded(call).size());
  }

  @Test
  void aRedirectIsRelayedAndNotFollowed() {
    gate.voice.answers(
        request -> new Answer.Reply(307, Map.of("Location", "http://192.0.2.1/"), Buffer.buffer()));
    SimulatedCall call = gate.call(OTHER);

    HttpResponse<String> answer = gate.deliver(call);

    assertEquals(307, answer.statusCode());
    assertEquals("http://192.0.2.1/", answer.headers().firstValue("Location").orElseThrow());
  }

  private static List<ReceivedCommand> commands(SimulatedCall call) {
    return gate.telnyx.commands().stream()
        .filter(command -> command.callControlId().equals(call.callControlId()))
        .toList();
  }

  private static List<VoiceApplication.Received> forwarded(SimulatedCall call) {
    return gate.voice.received().stream()
        .filter(received -> received.body().toString().contains(call.callControlId()))
        .toList();
  }
}
