package io.ringfence.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringfence.config.GatewayConfig;
import io.ringfence.sync.NodeJson;
import io.ringfence.sync.Nodes;
import io.ringfence.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's port: health, metrics, the nodes, the brake, loading anew. */
public final class OpsServer extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final GatewayConfig.Listener listener;
  private final Tls tls;
  private final Health health;
  private final Nodes nodes;
  private final PrometheusMeterRegistry metrics;
  private final ObserveHandler observe;
  private final ReloadHandler reload;
  private final IntConsumer port;
  private HttpServer server;

  /** What the operator is shown. */
  public record Shown(
      Health health,
      Nodes nodes,
      PrometheusMeterRegistry metrics,
      ObserveHandler observe,
      ReloadHandler reload) {}

  /**
   * @param port is told the port in force
   */
  public OpsServer(GatewayConfig.Listener listener, Tls tls, Shown shown, IntConsumer port) {
    this.listener = listener;
    this.tls = tls;
    this.health = shown.health();
    this.nodes = shown.nodes();
    this.metrics = shown.metrics();
    this.observe = shown.observe();
    this.reload = shown.reload();
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
    router.post("/reload").handler(reload::handle);
    router.errorHandler(404, call -> problem(call, 404, "Not Found"));
    router.errorHandler(405, call -> problem(call, 405, "Method Not Allowed"));
    router.errorHandler(500, call -> problem(call, 500, "Internal Server Error"));
    server =
        vertx
            .createHttpServer(tls.secure(new HttpServerOptions().setIdleTimeout(75)))
            .requestHandler(router);
    return server
        .listen(listener.port(), listener.host())
        .onSuccess(tls::keep)
        .onSuccess(listening -> port.accept(listening.actualPort()));
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.shutdown(1, TimeUnit.SECONDS);
  }

  private void scrape(RoutingContext call) {
    vertx
        .executeBlocking(metrics::scrape)
        .onSuccess(text -> answer(call, 200, PROMETHEUS, text))
        .onFailure(call::fail);
  }

  /** Load balancers ask with HEAD, too. */
  private static Route answering(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private static void problem(RoutingContext call, int status, String title) {
    String requestId = UUID.randomUUID().toString();
    if (call.failure() != null) {
      LOG.error("request {} failed", requestId, call.failure());
    }
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", "There is no answer to " + call.request().method() + " here.")
            .put("request_id", requestId);
    answer(call, status, "application/problem+json", body.encode());
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
    answer(call, status, "application/json", body.encode());
  }

  /** A body after the headers of a HEAD would be taken for the next answer. */
  private static void answer(RoutingContext call, int status, String type, String text) {
    Buffer body = Buffer.buffer(text);
    HttpServerResponse response =
        call.response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, type)
            .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    boolean asked = !call.request().method().equals(HttpMethod.HEAD);
    (asked ? response.end(body) : response.end())
        .onFailure(gone -> LOG.debug("nobody waited: {}", gone.toString()));
  }
}
