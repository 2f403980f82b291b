package io.ringfence;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.ban.Counts;
import io.ringfence.sync.SyncState;
import java.util.function.ToDoubleFunction;

/** How the list was kept current, as metrics. */
final class SyncMetrics {
  private SyncMetrics() {}

  static void register(MeterRegistry registry, Counts counts, SyncState state) {
    count(registry, "loads", "Times everything was loaded", counts, Counts::loads);
    count(registry, "changes", "Changes applied from the log", counts, Counts::changes);
    count(registry, "bad_rows", "Rows nobody could read, left out", counts, Counts::badRows);
    count(registry, "unknown_types", "Changes only newer nodes know", counts, Counts::unknownTypes);
    count(
        registry,
        "repairs",
        "Values that differed from the tables and were put right",
        state,
        SyncState::repairs);
    count(
        registry,
        "held_back",
        "Loads that disagreed with the database's counts",
        state,
        SyncState::timesHeldBack);
    count(
        registry, "trimmed", "Old changes this node took from the log", state, SyncState::trimmed);
  }

  private static <T> void count(
      MeterRegistry registry, String name, String what, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder("ringfence.sync." + name, of, value)
        .description(what)
        .register(registry);
  }
}
