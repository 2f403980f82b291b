package io.ringfence;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.call.Signatures;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Kind;
import io.ringfence.store.LiftStore;
import io.ringfence.store.OperationStore;
import io.ringfence.store.UndoStore;

/** What the node holds, as metrics. */
final class Gauges {
  private Gauges() {}

  // The collector's notifications end with the process.
  @SuppressWarnings("resource")
  static void register(MeterRegistry registry, NodeIndex node, CorrectedClock clock) {
    for (Kind kind : Kind.values()) {
      Gauge.builder("ringfence.index.entries", node, n -> entries(n, kind))
          .description("Standing entries in this node's index")
          .tag("kind", kind.word())
          .register(registry);
    }
    for (Freshness freshness : Freshness.values()) {
      Gauge.builder("ringfence.index.freshness", node, n -> n.freshness() == freshness ? 1 : 0)
          .description("1 for the freshness this node's index has")
          .tag("is", freshness.word())
          .register(registry);
    }
    Gauge.builder(
            "ringfence.index.staleness.seconds",
            node,
            n -> n.staleness(clock.instant()).toMillis() / 1e3)
        .description("Since the change log's head was last confirmed")
        .register(registry);
    Gauge.builder("ringfence.clock.offset.seconds", clock, c -> c.offset().toMillis() / 1e3)
        .description("The database's clock minus this node's")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  static void register(MeterRegistry registry, Signatures signatures) {
    Gauge.builder("ringfence.accounts.unverified", signatures, s -> s.suspicious().size())
        .description("Accounts whose webhooks are refused and of which none was ever verified")
        .register(registry);
  }

  static void register(MeterRegistry registry, OperationStore operations) {
    FunctionCounter.builder("ringfence.bulk.entries", operations, OperationStore::rows)
        .description("Entries put in bulk through this node")
        .register(registry);
    FunctionCounter.builder("ringfence.bulk.lifted", operations.lifts(), LiftStore::rows)
        .description("Entries lifted in bulk through this node")
        .register(registry);
    FunctionCounter.builder("ringfence.bulk.taken.back", operations.undos(), UndoStore::rows)
        .description("Entries that undone operations changed, put back through this node")
        .register(registry);
  }

  private static double entries(NodeIndex node, Kind kind) {
    Index index = node.current();
    return index == null ? 0 : index.sizes().of(kind);
  }
}
