package io.ringfence;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.ringfence.ban.NodeIndex;
import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.ops.Brake;
import io.ringfence.ops.ObserveHandler;
import io.ringfence.ops.Probe;
import io.ringfence.snapshot.Snapshots;
import io.ringfence.store.BrakeAudit;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node keeps on its own disk and needs no database for: its list, and the brake. */
final class NodeFiles {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFiles.class);
  private static final int STOP_SECONDS = 3;
  private static final long TELL_MILLIS = 1_000;

  private final Snapshots snapshots;
  private final Brake brake;
  private final NodeIndex node;
  private final CorrectedClock clock;
  private final GatewayConfig config;

  private NodeFiles(GatewayConfig config, DataDir files, NodeIndex node, CorrectedClock clock) {
    this.config = config;
    this.node = node;
    this.clock = clock;
    this.snapshots = new Snapshots(files.path(), config.node().snapshotInterval(), node, clock);
    this.brake = new Brake(files.path(), clock);
  }

  /** Puts into force what an earlier run left: from then on calls are decided. */
  static NodeFiles open(GatewayConfig config, DataDir files, NodeIndex node, CorrectedClock clock) {
    NodeFiles opened = new NodeFiles(config, files, node, clock);
    opened.snapshots.restore();
    return opened;
  }

  void start() {
    snapshots.start();
  }

  /** Whether this node only notes what it would reject of an organisation. */
  IntPredicate observe() {
    boolean always = config.calls().observe();
    return organisation -> always || brake.test(organisation);
  }

  ObserveHandler handler() {
    return new ObserveHandler(
        brake, node, clock, config.listeners().opsToken(), config.calls().observe());
  }

  /** Tells the audit what was done to the brake, now or when the database is back. */
  void tell(Vertx vertx, BrakeAudit audit, String nodeId) {
    BrakeTelling telling = new BrakeTelling(vertx, brake, audit, nodeId);
    vertx.setPeriodic(TELL_MILLIS, tick -> telling.look(node.freshness()));
  }

  List<Probe> probes() {
    return List.of(this::snapshot, brake::look);
  }

  private Probe.Finding snapshot() {
    return snapshots.failing() == null
        ? Probe.Finding.well("snapshot")
        : Probe.Finding.ill(
            "snapshot",
            "The list cannot be written to data.dir ("
                + snapshots.failing()
                + "): started without its database, this node would know less than it does. Check"
                + " the disk.");
  }

  void register(MeterRegistry registry) {
    TimeGauge.builder("ringfence.snapshot.age", snapshots, TimeUnit.SECONDS, s -> age(s.asOf()))
        .description("Since the list in the snapshot file was complete; NaN without a file")
        .register(registry);
    Gauge.builder("ringfence.snapshot.bytes", snapshots, Snapshots::bytes)
        .description("Size of the snapshot file")
        .register(registry);
    FunctionCounter.builder("ringfence.snapshot.failures", snapshots, Snapshots::failures)
        .description("Snapshot files that could not be written")
        .register(registry);
    boolean always = config.calls().observe();
    Gauge.builder("ringfence.observe", brake, b -> always || b.isOnForNode() ? 1 : 0)
        .description("Rejecting is turned off: for the node 0 or 1, or for how many organisations")
        .tag("scope", "node")
        .register(registry);
    Gauge.builder("ringfence.observe", brake, Brake::organisations)
        .description("Rejecting is turned off: for the node 0 or 1, or for how many organisations")
        .tag("scope", "organisation")
        .register(registry);
  }

  private double age(Instant asOf) {
    return asOf == null ? Double.NaN : Duration.between(asOf, clock.instant()).toMillis() / 1e3;
  }

  /** Begins to write the list for the last time. */
  void finish() {
    snapshots.finish();
  }

  void close() {
    if (!snapshots.close(STOP_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("the snapshot file was not written in time, the one before it stays");
    }
  }
}
