package io.ringfence.bench;

import io.ringfence.Gateway;
import io.ringfence.config.GatewayConfig;
import io.ringfence.standin.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole gateway that takes unsigned webhooks. Prints its port when it has loaded its list. */
public final class ArrivalTarget {
  private ArrivalTarget() {}

  /**
   * @param arguments the database's address
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("ringfence-bench");
    Map<String, String> environment =
        Map.of(
            "RINGFENCE_DATA_DIR", directory.toString(),
            "RINGFENCE_DATABASE_URL", arguments[0],
            "RINGFENCE_EDGE_HOST", "127.0.0.1",
            "RINGFENCE_EDGE_PORT", "0",
            "RINGFENCE_API_PORT", "0",
            "RINGFENCE_OPS_PORT", "0",
            "RINGFENCE_TELNYX_PUBLIC_KEYS", SigningKey.generate().publicKey());
    GatewayConfig config =
        GatewayConfig.read(Files.writeString(directory.resolve("empty.yaml"), ""), environment);
    Gateway gateway = Gateway.start(config, new Gateway.Extras(true, InstantSource.system()));
    if (!gateway.awaitLoaded(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nothing was loaded");
    }
    System.out.println("port " + gateway.ports().edge());
  }
}
