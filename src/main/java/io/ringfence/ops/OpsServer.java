package io.ringfence.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringfence.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The operator's port: health, metrics, loading anew. */
public final class OpsServer extends VerticleBase {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final GatewayConfig.Listener listener;
  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private final ReloadHandler reload;
  private final IntConsumer port;
  private HttpServer server;

  /**
   * @param port is told the port in force
   */
  public OpsServer(
      GatewayConfig.Listener listener,
      Health health,
      PrometheusMeterRegistry metrics,
      ReloadHandler reload,
      IntConsumer port) {
    this.listener = listener;
    this.health = health;
    this.metrics = metrics;
    this.reload = reload;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    // Looked at every second, so that "since" is right even when nobody asks.
    vertx.setPeriodic(1_000, tick -> health.report());
    Router router = Router.router(vertx);
    router
        .get("/health/live")
        .handler(call -> json(call, 200, new JsonObject().put("status", "ok")));
    router
        .get("/health/ready")
        .handler(call -> json(call, health.ready() ? 200 : 503, health.report()));
    router.get("/metrics").handler(this::scrape);
    router.post("/reload").handler(reload::handle);
    server =
        vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(75)).requestHandler(router);
    return server
        .listen(listener.port(), listener.host())
        .onSuccess(listening -> port.accept(listening.actualPort()));
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.shutdown(1, TimeUnit.SECONDS);
  }

  private void scrape(RoutingContext call) {
    vertx
        .executeBlocking(metrics::scrape)
        .onSuccess(
            text -> call.response().putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS).end(text))
        .onFailure(call::fail);
  }

  private static void json(RoutingContext call, int status, JsonObject body) {
    call.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.encode());
  }
}
