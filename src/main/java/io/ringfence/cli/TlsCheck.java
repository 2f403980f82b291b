package io.ringfence.cli;

import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.doctor.Check;
import io.ringfence.doctor.Finding;
import io.ringfence.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The listeners' certificates. */
final class TlsCheck implements Check {
  private static final Duration SOON = Duration.ofDays(14);

  private final Vertx vertx;
  private final GatewayConfig.Listeners listeners;
  private final InstantSource clock;

  TlsCheck(Vertx vertx, GatewayConfig.Listeners listeners, InstantSource clock) {
    this.vertx = vertx;
    this.listeners = listeners;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public Future<List<Finding>> look() {
    return vertx.executeBlocking(this::findings, false);
  }

  private List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    look("edge", listeners.edge(), all);
    look("api", listeners.api(), all);
    look("ops", listeners.ops(), all);
    return all;
  }

  private void look(String listener, GatewayConfig.Listener config, List<Finding> all) {
    if (config.tls() == null) {
      return;
    }
    String name = "tls_" + listener;
    try {
      all.add(judge(name, Tls.open(vertx, listener, config.tls(), clock).expires()));
    } catch (ConfigFailed unusable) {
      all.add(
          Finding.fail(
              name, unusable.getMessage(), "No gateway starts with these files: correct them."));
    }
  }

  private Finding judge(String name, Instant expires) {
    Instant now = clock.instant();
    String found = "the certificate ends on " + expires;
    if (expires.isBefore(now)) {
      return Finding.fail(name, found, "It has ended and nobody trusts it: renew it.");
    }
    return expires.isBefore(now.plus(SOON))
        ? Finding.warn(name, found, "Renew it.")
        : Finding.ok(name, found);
  }
}
