package io.ringfence.doctor;

import io.ringfence.config.GatewayConfig;
import io.ringfence.store.DatabaseLook;
import io.ringfence.store.DatabaseLook.LineUpstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The voice applications: the configured one, and those of the lines. */
public final class UpstreamsCheck implements Check {
  private static final int MOST = 50;

  private final GatewayConfig.Upstream config;
  private final DatabaseLook database;
  private final UpstreamReach reach;

  /**
   * @param database or null: then only the configured one is looked at
   */
  public UpstreamsCheck(Vertx vertx, GatewayConfig.Upstream config, DatabaseLook database) {
    this.config = config;
    this.database = database;
    this.reach = new UpstreamReach(vertx);
  }

  @Override
  public String name() {
    return "upstreams";
  }

  @Override
  public Future<List<Finding>> look() {
    List<Future<Finding>> looks = new ArrayList<>();
    if (config.url() != null) {
      looks.add(reach.look("upstream", config.url().toString(), true));
    }
    // Without a database, or a schema in it, another finding says so.
    Future<List<LineUpstream>> lines =
        database == null
            ? Future.succeededFuture(List.of())
            : database.upstreams(MOST).otherwise(List.of());
    return lines.compose(
        found -> {
          found.stream()
              .filter(one -> config.url() == null || !one.url().equals(config.url().toString()))
              .forEach(one -> looks.add(line(one)));
          return Future.join(looks).map(done -> results(looks));
        });
  }

  private Future<Finding> line(LineUpstream one) {
    return reach.look("upstream_of_line", one.url(), one.managed() || config.allowPrivate());
  }

  private static List<Finding> results(List<Future<Finding>> looks) {
    return looks.isEmpty()
        ? List.of(
            Finding.warn(
                "upstream",
                "none is set",
                "Allowed calls are answered 200 and go nowhere: set upstream.url, or a line's."))
        : looks.stream().map(Future::result).toList();
  }
}
