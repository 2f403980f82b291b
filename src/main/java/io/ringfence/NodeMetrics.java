package io.ringfence;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ringfence.domain.Effective;
import io.ringfence.sync.Nodes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How many nodes there are, and how long a change takes to all of them. */
final class NodeMetrics {
  private final Timer everywhere;
  private final Timer inPart;

  NodeMetrics(MeterRegistry registry, Nodes nodes) {
    count(registry, nodes);
    everywhere = timer(registry, "true");
    inPart = timer(registry, "false");
  }

  private static void count(MeterRegistry registry, Nodes nodes) {
    Gauge.builder("ringfence.nodes", nodes, Nodes::live)
        .description("Nodes as this one sees them, itself included")
        .tag("state", "live")
        .register(registry);
    Gauge.builder("ringfence.nodes", nodes, Nodes::silent)
        .description("Nodes as this one sees them, itself included")
        .tag("state", "silent")
        .register(registry);
    Gauge.builder("ringfence.waiting", nodes, Nodes::waiting)
        .description("Writes that are committed and wait for other nodes")
        .register(registry);
  }

  private static Timer timer(MeterRegistry registry, String everywhere) {
    return Timer.builder("ringfence.wait")
        .description("How long writes with wait waited, and whether every node confirmed")
        .tag("everywhere", everywhere)
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .register(registry);
  }

  void waited(Effective effective) {
    (effective.everywhere() ? everywhere : inPart)
        .record(effective.millis(), TimeUnit.MILLISECONDS);
  }
}
