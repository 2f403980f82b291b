package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The administrator's key that a first start makes. */
class FirstStartIT {
  private static final String KEPT = "rf_abcdefghijabcdefghijabcdefghijabcdefghij";

  @Test
  void aKeyThatWasKeptAndNotYetOfferedIsPutInForce() throws Exception {
    try (GatewayFixture gate = new GatewayFixture("RINGFENCE_BOOTSTRAP_KEY", "")) {
      Path directory = gate.temporary();
      Files.writeString(directory.resolve("admin-key"), KEPT + "\n");

      assertTrue(gate.startNode(directory).awaitLoaded(60, TimeUnit.SECONDS));

      eventually(() -> isKey(gate, KEPT));
    }
  }

  @Test
  void aSecondNodesKeyIsNotKept() throws Exception {
    try (GatewayFixture gate = new GatewayFixture("RINGFENCE_BOOTSTRAP_KEY", "")) {
      Path first = gate.temporary();
      assertTrue(gate.startNode(first).awaitLoaded(60, TimeUnit.SECONDS));
      Path second = gate.temporary();

      assertTrue(gate.startNode(second).awaitLoaded(60, TimeUnit.SECONDS));

      String key = Files.readString(first.resolve("admin-key")).strip();
      eventually(() -> isKey(gate, key));
      assertTrue(Files.notExists(second.resolve("admin-key")));
    }
  }

  private static boolean isKey(GatewayFixture gate, String key) {
    HttpRequest list =
        HttpRequest.newBuilder(gate.api("/v1/bans"))
            .header("Authorization", "Bearer " + key)
            .build();
    return gate.send(list).statusCode() == 200;
  }
}
