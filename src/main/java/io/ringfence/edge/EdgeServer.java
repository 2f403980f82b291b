package io.ringfence.edge;

import io.ringfence.call.CallFlow;
import io.ringfence.config.GatewayConfig;
import io.ringfence.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The public port. Deployed once per event loop; all instances share the port. */
public final class EdgeServer extends VerticleBase {
  /** Any free one, shared by all who ask for the same negative number. */
  private static final int ANY_FREE_AND_SHARED = -1;

  private static final int IDLE_SECONDS = 75;
  private static final int DRAIN_SECONDS = 5;

  private final GatewayConfig.Listener listener;
  private final Tls tls;
  private final CallFlow flow;
  private final EdgeMetrics metrics;
  private final IntConsumer port;
  private HttpServer server;

  /**
   * @param port is told the port in force
   */
  public EdgeServer(
      GatewayConfig.Listener listener,
      Tls tls,
      CallFlow flow,
      EdgeMetrics metrics,
      IntConsumer port) {
    this.listener = listener;
    this.tls = tls;
    this.flow = flow;
    this.metrics = metrics;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    WebhookHandler handler = new WebhookHandler(flow, metrics);
    vertx.setPeriodic(1_000, tick -> handler.cutSlowBodies());
    server =
        vertx
            .createHttpServer(
                tls.secure(
                    new HttpServerOptions()
                        // Telnyx speaks HTTP/1.1; a client of the other ends calls when a node
                        // stops.
                        .setHttp2ClearTextEnabled(false)
                        .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                        .setIdleTimeout(IDLE_SECONDS)
                        // A request for TeXML may have it all in its query.
                        .setMaxInitialLineLength(16 * 1024)
                        .setMaxHeaderSize(16 * 1024)))
            .requestHandler(handler);
    int wanted = listener.port() == 0 ? ANY_FREE_AND_SHARED : listener.port();
    return server
        .listen(wanted, listener.host())
        .onSuccess(tls::keep)
        .onSuccess(listening -> port.accept(listening.actualPort()));
  }

  /** Takes no new connection and lets calls in flight finish, for five seconds at most. */
  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }
}
