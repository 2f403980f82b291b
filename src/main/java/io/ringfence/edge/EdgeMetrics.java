package io.ringfence.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Deliveries by the status they were answered with and why. */
public final class EdgeMetrics {
  private final MeterRegistry registry;

  /** By class of status, then by outcome: found without building a key. */
  private final List<ConcurrentMap<String, Counter>> counters =
      Stream.<ConcurrentMap<String, Counter>>generate(ConcurrentHashMap::new).limit(10).toList();

  public EdgeMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param outcome one of a fixed set of words
   */
  void answered(int status, String outcome) {
    ConcurrentMap<String, Counter> ofClass = counters.get(status / 100 % 10);
    Counter counter = ofClass.get(outcome);
    if (counter == null) {
      counter =
          ofClass.computeIfAbsent(
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
