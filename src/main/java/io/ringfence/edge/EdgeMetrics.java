package io.ringfence.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Deliveries by the status they were answered with and why. */
public final class EdgeMetrics {
  private final MeterRegistry registry;
  private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();

  public EdgeMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param outcome one of a fixed set of words
   */
  void answered(int status, String outcome) {
    // A counter per outcome and status is found without building a key: both sets are small.
    Counter counter = counters.get(outcome);
    if (counter == null) {
      counter =
          counters.computeIfAbsent(
              outcome,
              word ->
                  Counter.builder("ringfence.webhooks")
                      .description("Deliveries by what became of them")
                      .tag("outcome", word)
                      .tag("class", status / 100 + "xx")
                      .register(registry));
    }
    counter.increment();
  }
}
