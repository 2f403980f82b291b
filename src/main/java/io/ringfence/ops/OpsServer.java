package io.ringfence.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringfence.config.GatewayConfig;
import io.ringfence.sync.NodeJson;
import io.ringfence.sync.Nodes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The operator's port: health, metrics, the nodes, the brake. */
public final class OpsServer extends VerticleBase {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final GatewayConfig.Listener listener;
  private final Health health;
  private final Nodes nodes;
  private final PrometheusMeterRegistry metrics;
  private final ObserveHandler observe;
  private final IntConsumer port;
  private HttpServer server;

  /** What the operator is shown. */
  public record Shown(
      Health health, Nodes nodes, PrometheusMeterRegistry metrics, ObserveHandler observe) {}

  /**
   * @param port is told the port in force
   */
  public OpsServer(GatewayConfig.Listener listener, Shown shown, IntConsumer port) {
    this.listener = listener;
    this.health = shown.health();
    this.nodes = shown.nodes();
    this.metrics = shown.metrics();
    this.observe = shown.observe();
    this.port = port;
  }

  @Override
  public Future<?> start() {
    // Looked at every second, so that "since" is right even when nobody asks.
    vertx.setPeriodic(1_000, tick -> health.report());
    Router router = Router.router(vertx);
    answering(router, "/health/live")
        .handler(call -> json(call, 200, new JsonObject().put("status", "ok")));
    answering(router, "/health/ready")
        .handler(call -> json(call, health.ready() ? 200 : 503, health.report()));
    answering(router, "/metrics").handler(this::scrape);
    answering(router, "/nodes").handler(this::nodes);
    observe.mount(router);
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

  /** Load balancers ask with HEAD, too. */
  private static Route answering(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private void scrape(RoutingContext call) {
    vertx
        .executeBlocking(metrics::scrape)
        .onSuccess(
            text -> call.response().putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS).end(text))
        .onFailure(call::fail);
  }

  /** Without the database at least this node is known. */
  private void nodes(RoutingContext call) {
    nodes
        .all()
        .map(all -> NodeJson.list(nodes, all).put("database", "ok"))
        .otherwise(away -> NodeJson.list(nodes, List.of(nodes.self())).put("database", "away"))
        .onSuccess(list -> json(call, 200, list))
        .onFailure(call::fail);
  }

  private static void json(RoutingContext call, int status, JsonObject body) {
    call.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.encode());
  }
}
