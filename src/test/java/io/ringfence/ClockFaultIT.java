package io.ringfence;

import static io.ringfence.GatewayFixture.asAdmin;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole gateway on a machine whose clock is wrong, by more than a webhook may be old. */
class ClockFaultIT {
  private static final String ENDING = "+15005550010";
  private static final String ENDED = "+15005550011";

  @ParameterizedTest
  @ValueSource(longs = {6, -6, 600})
  void webhooksAreAcceptedAndBansEndWhenTheyShould(long minutesAhead) {
    try (GatewayFixture gate = new GatewayFixture()) {
      Gateway node = start(gate, Duration.ofMinutes(minutesAhead));
      assertTrue(node.awaitLoaded(60, TimeUnit.SECONDS));
      Instant now = Instant.now();
      assertEquals(201, ban(gate, ENDING, now.plusSeconds(150)).statusCode());
      assertEquals(422, ban(gate, ENDED, now.minusSeconds(150)).statusCode());
      gate.sql(
          "INSERT INTO ringfence.entry (organisation_id, kind, value, reason, until)"
              + " SELECT id, 'phone', '"
              + ENDED
              + "', 'x', now() - interval '150 seconds' FROM ringfence.organisation");

      HttpResponse<String> banned = gate.deliver(gate.call(ENDING));

      assertEquals("rejected", outcome(banned), banned.body());
      assertEquals("forwarded", outcome(gate.deliver(gate.call(ENDED))));
      assertEquals(true, check(gate, ENDING).getBoolean("blocked"));
      assertEquals(false, check(gate, ENDED).getBoolean("blocked"));
      assertEquals(false, check(gate, ENDED).getBoolean("degraded"));
      JsonObject clock = gate.check(0, "clock");
      assertEquals("degraded", clock.getString("status"));
      assertTrue(clock.getString("what_to_do").contains("time service"), clock.encode());
      assertEquals("ok", gate.check(0, "index").getString("status"));
    }
  }

  /** The other nodes go by the database's clock, and so does it. */
  @Test
  void aNodeWithAWrongClockIsNotSilentAndIsWaitedFor() {
    try (GatewayFixture gate = GatewayFixture.running()) {
      assertTrue(start(gate, Duration.ofMinutes(-6)).awaitLoaded(60, TimeUnit.SECONDS));

      eventually(() -> confirmed(gate, ENDING) == 2);

      assertEquals("rejected", outcome(gate.deliver(1, gate.call(ENDING))));
    }
  }

  private static int confirmed(GatewayFixture gate, String number) {
    JsonObject body =
        new JsonObject().put("kind", "phone").put("value", number).put("reason", "for a test");
    HttpResponse<String> ban =
        gate.send(
            asAdmin(gate.api(1, "/v1/bans?wait=10s"))
                .POST(BodyPublishers.ofString(body.encode()))
                .build());
    return new JsonObject(ban.body()).getJsonObject("effective").getInteger("confirmed");
  }

  private static Gateway start(GatewayFixture gate, Duration ahead) {
    return gate.startIn(
        gate.temporary(), new Gateway.Extras(false, () -> Instant.now().plus(ahead)));
  }

  private static HttpResponse<String> ban(GatewayFixture gate, String number, Instant until) {
    JsonObject body =
        new JsonObject()
            .put("kind", "phone")
            .put("value", number)
            .put("reason", "for a test")
            .put("until", until.toString());
    return gate.send(
        asAdmin(gate.api("/v1/bans")).POST(BodyPublishers.ofString(body.encode())).build());
  }

  private static JsonObject check(GatewayFixture gate, String phone) {
    HttpResponse<String> answer =
        gate.send(
            asAdmin(gate.api("/v1/checks"))
                .POST(BodyPublishers.ofString(new JsonObject().put("phone", phone).encode()))
                .build());
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  private static String outcome(HttpResponse<String> answer) {
    return answer.headers().firstValue("ringfence-outcome").orElse("none");
  }
}
