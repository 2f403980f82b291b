package io.ringfence.bench;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringfence.ban.NodeIndex;
import io.ringfence.call.CallMetrics;
import io.ringfence.call.CallPath;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.edge.EdgeMetrics;
import io.ringfence.edge.EdgeServer;
import io.ringfence.number.Numbering;
import io.ringfence.records.CallCodec;
import io.ringfence.records.Records;
import io.ringfence.records.Spool;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.telnyx.Ed25519;
import io.ringfence.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * The process under load, on one event loop: a bare Vert.x server that reads the body and answers
 * 200, or the edge with a loaded index, with or without its signature check. Prints its port.
 */
public final class WebhookTarget {
  private WebhookTarget() {}

  /**
   * @param arguments the mode ({@code bare}, {@code open}, {@code signed}), the number of bans, the
   *     public key
   */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    if (arguments[0].equals("bare")) {
      bare(vertx).onSuccess(System.out::println).onFailure(WebhookTarget::die);
    } else {
      edge(
              vertx,
              arguments[0].equals("open"),
              Integer.parseInt(arguments[1]),
              arguments[2])
          .onFailure(WebhookTarget::die);
    }
  }

  private static Future<Integer> bare(Vertx vertx) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> request.response().end()))
        .listen(0, "127.0.0.1")
        .map(server -> server.actualPort());
  }

  private static Future<String> edge(Vertx vertx, boolean open, int bans, String publicKey)
      throws Exception {
    Path directory = Files.createTempDirectory("ringfence-bench");
    Path empty = Files.writeString(directory.resolve("empty.yaml"), "");
    GatewayConfig config =
        GatewayConfig.read(
            empty,
            Map.of(
                "RINGFENCE_EDGE_HOST", "127.0.0.1",
                "RINGFENCE_EDGE_PORT", "0",
                "RINGFENCE_TELNYX_PUBLIC_KEYS", publicKey));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    NodeIndex node = Bans.loadedNode(bans);
    // Records are made and queued as in production; writing them is the database's time, not ours.
    Records<CallRecord> records =
        new Records<>(
            "call",
            batch -> {},
            new Spool<>("calls", new CallCodec(), directory.resolve("s"), 1 << 20));
    records.start();
    CallPath path =
        CallPath.open(
            vertx,
            config,
            new CallPath.Given(
                node,
                new CorrectedClock(InstantSource.system()),
                new Numbering(),
                Ed25519.fastest(),
                new SecretsKeys(new byte[32], null),
                organisation -> false,
                open),
            new CallPath.Kept(records, message -> {}),
            new CallMetrics(registry));
    return vertx.deployVerticle(
        new EdgeServer(
            config.listeners().edge(), Tls.off(), path.flow(), new EdgeMetrics(registry), System.out::println));
  }

  private static void die(Throwable failed) {
    System.err.println(failed);
    System.exit(1);
  }
}
