package io.ringfence.bench;

import io.ringfence.Gateway;
import io.ringfence.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The process under load: a whole gateway on a PostgreSQL of its own, both on the same processor.
 * The API has one event loop. Prints the API's port.
 */
public final class ApiTarget {
  private ApiTarget() {}

  /**
   * @param arguments the directory for its files, and the administrator's key
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Path empty = Files.writeString(directory.resolve("empty.yaml"), "");
    Gateway gateway =
        Gateway.start(
            GatewayConfig.read(
                empty,
                Map.of(
                    "RINGFENCE_EDGE_PORT", "0",
                    "RINGFENCE_API_PORT", "0",
                    "RINGFENCE_OPS_PORT", "0",
                    "RINGFENCE_DATA_DIR", directory.toString(),
                    "RINGFENCE_BOOTSTRAP_KEY", arguments[1],
                    "RINGFENCE_API_RATE_LIMIT_REQUESTS_PER_SECOND", "1000000",
                    "RINGFENCE_API_RATE_LIMIT_BURST", "1000000")),
            Gateway.Extras.NONE);
    if (!gateway.awaitLoaded(120, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the gateway did not load its list");
    }
    System.out.println(gateway.ports().api());
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::stop));
  }
}
