package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.SigningKey;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

/** Telnyx's webhooks refused since the start: nobody would hear a telephone, or of it. */
class SignatureAlarmIT {
  private static final String GAUGE = "ringfence_accounts_unverified";

  @Test
  void isRaisedByRefusalsUntilSomethingIsVerified() {
    String wrong = SigningKey.generate().publicKey();
    try (GatewayFixture gate = GatewayFixture.running("RINGFENCE_TELNYX_PUBLIC_KEYS", wrong)) {
      assertEquals("ok", gate.check(0, "signatures").getString("status"));

      assertEquals(401, gate.deliver(gate.call("+15005550010")).statusCode());

      JsonObject check = gate.check(0, "signatures");
      assertEquals("degraded", check.getString("status"));
      String todo = check.getString("what_to_do");
      assertTrue(todo.contains("default (1)"), todo);
      assertTrue(todo.contains("telnyx.public_keys"), todo);
      assertEquals(1, gate.metric(0, GAUGE));

      addAccount(gate);
      URI other = URI.create(gate.webhook(0) + "/second");
      byte[] body = gate.call("+15005550010").initiated(1, "test").getBytes();
      assertEquals(200, gate.send(gate.signed(other, body).build()).statusCode());
      assertEquals(401, gate.send(unsigned(other)).statusCode());
      String still = gate.check(0, "signatures").getString("what_to_do");
      assertTrue(still.contains("of default ("), still);
    }
  }

  private static HttpRequest unsigned(URI webhook) {
    return HttpRequest.newBuilder(webhook)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{}"))
        .build();
  }

  private static void addAccount(GatewayFixture gate) {
    String body = "{\"slug\":\"second\",\"public_keys\":[\"" + gate.key.publicKey() + "\"]}";
    HttpRequest create =
        GatewayFixture.asAdmin(gate.api("/v1/accounts"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertEquals(201, gate.send(create).statusCode());
    eventually(() -> gate.get(gate.ops("/health/ready")).statusCode() == 200);
  }
}
