package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.SimulatedCall;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A call from a protected number, with the database and, after a restart, without. */
class ProtectedCallIT {
  private static final String NUMBER = "+15005550006";
  private static final String OTHER = "+14155550107";

  private static final String REASON =
      "SELECT reason FROM ringfence.call_record WHERE call_control_id = '";

  @Test
  void isForwardedWhateverStandsAgainstIt() {
    try (GatewayFixture gate = new GatewayFixture()) {
      TcpProxy proxy = gate.behindProxy();
      Path directory = gate.temporary();
      assertTrue(gate.startNode(directory).awaitLoaded(60, TimeUnit.SECONDS));
      gate.ban(NUMBER);
      gate.ban(OTHER);
      assertEquals(0, forwarded(gate, NUMBER));

      JsonObject made = gate.add("/v1/protected", "phone_prefix", "+1500555");

      assertEquals(1, made.getJsonArray("warnings").size(), made.encode());
      SimulatedCall call = gate.call(NUMBER);
      assertEquals(200, gate.deliver(call).statusCode());
      assertEquals(1, gate.voice.received().size());
      assertEquals(List.of("forwarded"), gate.records(call));
      assertEquals(List.of("protected"), gate.rows(REASON + call.callControlId() + "'"));

      gate.stopNode(0);
      proxy.cut();
      gate.startNode(directory);

      assertEquals(1, forwarded(gate, NUMBER));
      assertEquals(0, forwarded(gate, OTHER), "the list was there");

      proxy.mend();
      eventually(() -> unprotected(gate, made.getString("id")));
      eventually(() -> forwarded(gate, NUMBER) == 0);
    }
  }

  private static int forwarded(GatewayFixture gate, String number) {
    int before = gate.voice.received().size();
    gate.deliver(gate.call(number));
    return gate.voice.received().size() - before;
  }

  private static boolean unprotected(GatewayFixture gate, String id) {
    HttpRequest delete = GatewayFixture.asAdmin(gate.api("/v1/protected/" + id)).DELETE().build();
    HttpResponse<String> answer = gate.send(delete);
    return answer.statusCode() == 204 || answer.statusCode() == 404;
  }
}
