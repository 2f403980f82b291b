package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import io.ringfence.doctor.Check;
import io.ringfence.doctor.Finding;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the gateway in the data directory says of itself, if one runs. */
final class RunningCheck implements Check {
  private final GatewayConfig config;

  RunningCheck(GatewayConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public Future<List<Finding>> look() {
    // On no thread of Vert.x: the client brings one of its own.
    return Future.fromCompletionStage(CompletableFuture.supplyAsync(this::findings));
  }

  private List<Finding> findings() {
    Target target = Target.find(config);
    if (!target.isRunning()) {
      return List.of(Finding.ok(name(), "none runs in " + target.dataDir()));
    }
    try (ApiClient client = new ApiClient(target.ops(null, Trust.JAVA), null)) {
      return judge(client.get("/health/ready"));
    } catch (CommandFailed unwell) {
      return List.of(
          Finding.fail(
              name(),
              unwell.getMessage(),
              "The gateway in "
                  + target.dataDir()
                  + " is not ready, or was killed: look at its log and at /health/ready."));
    }
  }

  private List<Finding> judge(JsonObject health) {
    List<Finding> all = new ArrayList<>();
    for (Object one : health.getJsonArray("checks")) {
      JsonObject check = (JsonObject) one;
      if (!"ok".equals(check.getString("status"))) {
        all.add(
            Finding.warn(
                name(),
                check.getString("name") + " is degraded since " + check.getString("since"),
                check.getString("what_to_do")));
      }
    }
    return all.isEmpty() ? List.of(Finding.ok(name(), "one runs here and is well")) : all;
  }
}
