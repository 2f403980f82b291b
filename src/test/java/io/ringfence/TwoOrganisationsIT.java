package io.ringfence;

import static io.ringfence.GatewayFixture.await;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.standin.ReceivedCommand;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.VoiceApplication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More than one organisation on one gateway, from the API to the call. */
class TwoOrganisationsIT {
  private static final String BANNED = "+15005550006";
  private static final String OTHER = "+15005550010";
  private static final String SECOND_API_KEY = "KEY-of-the-second";
  private static final String SHARED_API_KEY = "KEY-of-the-shared";
  private static final String FIRST_NUMBER = "+15005550501";
  private static final String SECOND_NUMBER = "+15005550502";

  private static GatewayFixture gate;
  private static VoiceApplication secondVoice;
  private static final SigningKey SECOND_KEY = SigningKey.generate();
  private static final SigningKey SHARED_KEY = SigningKey.generate();

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running("RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true");
    secondVoice = await(VoiceApplication.start(gate.vertx, gate.clock));
    post("/v1/organisations", null, new JsonObject().put("name", "Second"));
    post("/v1/accounts", "second", account(SECOND_KEY, SECOND_API_KEY).put("slug", "second-voice"));
    post(
        "/v1/lines",
        "second",
        new JsonObject()
            .put("account", "second-voice")
            .put("upstream", secondVoice.webhook().toString()));
    post(
        "/v1/accounts",
        null,
        account(SHARED_KEY, SHARED_API_KEY).put("slug", "shared").put("shared", true));
    onShared("default", FIRST_NUMBER, gate.voice);
    onShared("second", SECOND_NUMBER, secondVoice);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static JsonObject account(SigningKey key, String apiKey) {
    return new JsonObject()
        .put("public_keys", new JsonArray().add(key.publicKey()))
        .put("api_key", apiKey);
  }

  private static void onShared(String organisation, String number, VoiceApplication voice) {
    post(
        "/v1/lines",
        organisation,
        new JsonObject()
            .put("account", "shared")
            .put("number", number)
            .put("upstream", voice.webhook().toString()));
  }

  private static JsonObject post(String path, String organisation, JsonObject body) {
    HttpRequest.Builder request =
        GatewayFixture.asAdmin(gate.api(path))
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
    if (organisation != null) {
      request.header("Ringfence-Organisation", organisation);
    }
    HttpResponse<String> answer = gate.send(request.build());
    assertEquals(201, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  private static void ban(String organisation, String number) {
    post(
        "/v1/bans",
        organisation,
        new JsonObject().put("kind", "phone").put("value", number).put("reason", "for a test"));
  }

  private static String deliver(String slug, SigningKey key, SimulatedCall call) {
    URI webhook =
        URI.create(
            "http://127.0.0.1:" + gate.nodes.get(0).ports().edge() + "/webhooks/telnyx/" + slug);
    byte[] body = call.initiated(1, "test").getBytes();
    String timestamp = Long.toString(gate.clock.instant().getEpochSecond());
    HttpRequest request =
        HttpRequest.newBuilder(webhook)
            .header("Content-Type", "application/json")
            .header("telnyx-timestamp", timestamp)
            .header("telnyx-signature-ed25519", key.sign(timestamp, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> answer = gate.send(request);
    return answer.headers().firstValue("ringfence-outcome").orElse("" + answer.statusCode());
  }

  private static SimulatedCall call(String from, String to, String apiKey) {
    SimulatedCall call = SimulatedCall.begin(from, to, gate.clock.instant());
    gate.telnyx.knows(call, apiKey);
    return call;
  }

  private static List<String> bearers(SimulatedCall call) {
    return gate.telnyx.commands().stream()
        .filter(command -> command.callControlId().equals(call.callControlId()))
        .map(ReceivedCommand::headers)
        .map(headers -> headers.get("Authorization"))
        .toList();
  }

  private static boolean reached(VoiceApplication voice, SimulatedCall call) {
    return voice.received().stream()
        .anyMatch(webhook -> webhook.body().toString().contains(call.callControlId()));
  }

  @Test
  void theSecondsBannedCallerIsRejectedWithItsOwnKeyAndItsOthersReachItsApplication() {
    ban("second", BANNED);
    SimulatedCall banned = call(BANNED, "+15005550599", SECOND_API_KEY);
    SimulatedCall other = call(OTHER, "+15005550599", SECOND_API_KEY);
    SimulatedCall firsts = gate.call(BANNED);

    assertEquals("rejected", deliver("second-voice", SECOND_KEY, banned));
    assertEquals("forwarded", deliver("second-voice", SECOND_KEY, other));
    assertEquals(200, gate.deliver(firsts).statusCode());

    assertEquals(List.of("Bearer " + SECOND_API_KEY), bearers(banned));
    assertEquals(
        List.of(true, false), List.of(reached(secondVoice, other), reached(gate.voice, other)));
    // The first has not banned it.
    assertEquals(
        List.of(true, false), List.of(reached(gate.voice, firsts), reached(secondVoice, firsts)));
    assertEquals("401", deliver("second-voice", gate.key, call(OTHER, "+15005550599", "x")));
  }

  @Test
  void onASharedAccountTheBanOfOneDoesNotTouchTheOther() {
    ban("default", "+15005550007");
    SimulatedCall toFirst = call("+15005550007", FIRST_NUMBER, SHARED_API_KEY);
    SimulatedCall toSecond = call("+15005550007", SECOND_NUMBER, SHARED_API_KEY);

    assertEquals("rejected", deliver("shared", SHARED_KEY, toFirst));
    assertEquals("forwarded", deliver("shared", SHARED_KEY, toSecond));

    assertEquals(List.of("Bearer " + SHARED_API_KEY), bearers(toFirst));
    assertEquals(true, reached(secondVoice, toSecond));
    assertEquals(List.of("rejected"), gate.records(toFirst));
    assertEquals(List.of("forwarded"), gate.records(toSecond));
  }

  @Test
  void aDeletedOrganisationsLinesTakeNoMoreCalls() {
    SigningKey key = SigningKey.generate();
    post("/v1/organisations", null, new JsonObject().put("name", "Doomed"));
    post("/v1/accounts", "doomed", account(key, "KEY-x"));
    post(
        "/v1/lines",
        "doomed",
        new JsonObject()
            .put("account", "doomed")
            .put("upstream", secondVoice.webhook().toString()));
    assertEquals("forwarded", deliver("doomed", key, call(OTHER, "+15005550598", "KEY-x")));

    URI doomed = gate.api("/v1/organisations/doomed?confirm=delete");
    assertEquals(204, gate.send(GatewayFixture.asAdmin(doomed).DELETE().build()).statusCode());

    eventually(() -> deliver("doomed", key, call(OTHER, "+15005550598", "KEY-x")).equals("404"));
  }
}
