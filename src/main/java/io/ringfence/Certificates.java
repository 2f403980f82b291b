package io.ringfence;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.ops.Probe;
import io.ringfence.ops.Probe.Finding;
import io.ringfence.tls.Tls;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The listeners' certificates: looked at again and again, shown in health and in metrics. */
final class Certificates {
  private static final long LOOK_MILLIS = 2_000;

  /** As long as somebody may be away. */
  private static final Duration SOON = Duration.ofDays(14);

  private final Tls edge;
  private final Tls api;
  private final Tls ops;
  private final InstantSource clock;

  private Certificates(Vertx vertx, GatewayConfig.Listeners config, InstantSource clock) {
    this.edge = Tls.open(vertx, "edge", config.edge().tls(), clock);
    this.api = Tls.open(vertx, "api", config.api().tls(), clock);
    this.ops = Tls.open(vertx, "ops", config.ops().tls(), clock);
    this.clock = clock;
  }

  /**
   * @throws ConfigFailed naming the file that cannot be used
   */
  static Certificates open(Vertx vertx, GatewayConfig.Listeners config, InstantSource clock) {
    return new Certificates(vertx, config, clock);
  }

  Tls edge() {
    return edge;
  }

  Tls api() {
    return api;
  }

  Tls ops() {
    return ops;
  }

  /** Once the listeners listen. */
  void follow(Vertx vertx) {
    on().forEach(tls -> again(vertx, tls));
  }

  /** The next look begins when the one before has ended. */
  private static void again(Vertx vertx, Tls tls) {
    vertx.setTimer(LOOK_MILLIS, later -> tls.look().onComplete(looked -> again(vertx, tls)));
  }

  List<Probe> probes() {
    return List.of(this::look);
  }

  void register(MeterRegistry registry) {
    for (Tls tls : on()) {
      TimeGauge.builder("ringfence.tls.certificate.expires", tls, TimeUnit.SECONDS, this::left)
          .description("Until the listener's certificate ends; below 0 once it has")
          .tag("listener", tls.listener())
          .register(registry);
    }
  }

  private double left(Tls tls) {
    return Duration.between(clock.instant(), tls.expires()).toMillis() / 1e3;
  }

  private Finding look() {
    List<String> ill = new ArrayList<>();
    for (Tls tls : on()) {
      if (tls.failing() != null) {
        ill.add(
            "The new certificate of "
                + tls.listener()
                + " cannot be used, the one before it is in force: "
                + tls.listener()
                + ".tls."
                + tls.failing()
                + ".");
      }
      if (left(tls) < SOON.toSeconds()) {
        ill.add(
            "The certificate of "
                + tls.listener()
                + (left(tls) < 0 ? " ended at " : " ends at ")
                + tls.expires()
                + ". Put another in its place; no restart is needed.");
      }
    }
    return ill.isEmpty() ? Finding.well("tls") : Finding.ill("tls", String.join(" ", ill));
  }

  private List<Tls> on() {
    return List.of(edge, api, ops).stream().filter(Tls::isOn).toList();
  }
}
