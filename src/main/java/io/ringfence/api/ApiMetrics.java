package io.ringfence.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What was asked, how it was answered and how long that took; and who was not let in, and why. */
public final class ApiMetrics {
  private final MeterRegistry registry;
  private final Map<Refused, Counter> refused = new ConcurrentHashMap<>();
  private final CheckMetrics checks;

  public ApiMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.checks = new CheckMetrics(registry);
    for (Refused reason : Refused.values()) {
      refused.put(
          reason,
          Counter.builder("ringfence.api.refused")
              .description("Requests that were not let in, by why")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** Why a request was not let in. */
  enum Refused {
    NO_KEY,
    WRONG_KEY,
    EXPIRED_KEY,
    /** Too many wrong keys came from its address: its own was not looked at. */
    WRONG_KEYS_LIMIT,
    /** Its key asked too much. */
    RATE_LIMIT,
    PERMISSION,
    ORGANISATION,
    /** The node has loaded nothing, or has heard nothing for too long. */
    NOT_READY
  }

  CheckMetrics checks() {
    return checks;
  }

  void refused(Refused reason) {
    refused.get(reason).increment();
  }

  /** Counts and times the requests of one operation, on one event loop. */
  Handler<RoutingContext> of(String operation) {
    Timer timer = timer(operation);
    Map<Integer, Counter> counters = new HashMap<>();
    return context -> {
      long began = System.nanoTime();
      context.addEndHandler(
          ended -> {
            timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            int status = context.response().getStatusCode();
            counters.computeIfAbsent(status, first -> counter(operation, first)).increment();
          });
      context.next();
    };
  }

  private Timer timer(String operation) {
    return Timer.builder("ringfence.api.duration")
        .description("How long requests took from their head to the end of the answer")
        .tag("operation", operation)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10))
        .register(registry);
  }

  private Counter counter(String operation, int status) {
    return Counter.builder("ringfence.api.requests")
        .description("Requests by operation and by the status of the answer")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .register(registry);
  }
}
