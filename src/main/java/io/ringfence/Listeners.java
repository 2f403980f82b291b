package io.ringfence;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringfence.api.ApiServer;
import io.ringfence.api.Contract;
import io.ringfence.call.CallFlow;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.edge.EdgeMetrics;
import io.ringfence.edge.EdgeServer;
import io.ringfence.ops.OpsServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The three ports, each a verticle; the edge has one per event loop. */
public final class Listeners {
  private final Vertx vertx;
  private final GatewayConfig.Listeners config;
  private final AtomicInteger edge = new AtomicInteger();
  private final AtomicInteger api = new AtomicInteger();
  private final AtomicInteger ops = new AtomicInteger();
  private final List<String> deployments = new ArrayList<>();

  /** What stands behind the ports. */
  record Served(
      CallFlow flow,
      Contract contract,
      ApiServer.Given api,
      OpsServer.Shown shown,
      PrometheusMeterRegistry registry,
      Certificates tls) {}

  private Listeners(Vertx vertx, GatewayConfig.Listeners config) {
    this.vertx = vertx;
    this.config = config;
  }

  /**
   * @throws ConfigFailed naming the port that is taken or the host that is not here
   */
  static Listeners open(Vertx vertx, GatewayConfig.Listeners config, Served served) {
    Listeners listeners = new Listeners(vertx, config);
    Certificates tls = served.tls();
    EdgeMetrics metrics = new EdgeMetrics(served.registry());
    listeners.bound(
        "edge",
        config.edge(),
        vertx.deployVerticle(
            () ->
                new EdgeServer(
                    config.edge(), tls.edge(), served.flow(), metrics, listeners.edge::set),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors())));
    listeners.bound(
        "api",
        config.api(),
        vertx.deployVerticle(
            new ApiServer(
                config.api(), tls.api(), served.contract(), served.api(), listeners.api::set)));
    listeners.bound(
        "ops",
        config.ops(),
        vertx.deployVerticle(
            new OpsServer(config.ops(), tls.ops(), served.shown(), listeners.ops::set)));
    tls.follow(vertx);
    return listeners;
  }

  private void bound(String name, GatewayConfig.Listener listener, Future<String> deployed) {
    try {
      deployments.add(Waiting.result(deployed));
    } catch (RuntimeException refused) {
      String why = refused.getMessage() == null ? "" : refused.getMessage();
      String variable = "RINGFENCE_" + name.toUpperCase(java.util.Locale.ROOT);
      throw new ConfigFailed(
          why.contains("in use")
              ? name + ".port: " + listener.port() + " is taken (also " + variable + "_PORT)"
              : name
                  + ".host: cannot listen on "
                  + listener.host()
                  + ":"
                  + listener.port()
                  + ": "
                  + why.lines().findFirst().orElse("refused"));
    }
  }

  /** The port that webhooks arrive at. */
  public int edge() {
    return edge.get();
  }

  public int api() {
    return api.get();
  }

  public int ops() {
    return ops.get();
  }

  /** Takes nothing new, finishes what is in flight. */
  Future<Void> close() {
    return Future.join(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }

  /** One line for the operator. */
  @Override
  public String toString() {
    return "edge "
        + address(config.edge(), edge())
        + "  api "
        + address(config.api(), api())
        + "  ops "
        + address(config.ops(), ops());
  }

  private static String address(GatewayConfig.Listener listener, int port) {
    return listener.scheme() + "://" + listener.host() + ":" + port;
  }
}
