package io.ringfence;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringfence.api.ApiMetrics;
import io.ringfence.api.ApiServer;
import io.ringfence.api.Contract;
import io.ringfence.api.Spread;
import io.ringfence.ban.NodeIndex;
import io.ringfence.call.CallMetrics;
import io.ringfence.call.CallPath;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Kind;
import io.ringfence.number.Numbering;
import io.ringfence.ops.Health;
import io.ringfence.ops.OpsServer;
import io.ringfence.ops.Probe;
import io.ringfence.ops.ReloadHandler;
import io.ringfence.secrets.Seals;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.store.OperationStore;
import io.ringfence.subject.SubjectValue;
import io.ringfence.sync.Nodes;
import io.ringfence.telnyx.Ed25519;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: makes every part, hands each what it needs, starts and stops them. */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Vertx vertx;
  private final DataDir files;
  private final NodeFiles kept;
  private final DatabaseSide database;
  private final Recording records;
  private final CallPath path;
  private final Listeners listeners;
  private final Health health;
  private boolean withdrawn;

  /**
   * What only demonstrations, measurements and tests set.
   *
   * @param openDoor lets unsigned webhooks in
   * @param clock this node's clock
   */
  public record Extras(boolean openDoor, InstantSource clock) {
    public static final Extras NONE = new Extras(false, InstantSource.system());
  }

  /**
   * Starts a gateway; it takes calls when this returns, and loads its list meanwhile.
   *
   * @throws ConfigFailed if it cannot start as it is configured
   */
  public static Gateway start(GatewayConfig config, Extras extras) {
    Addresses.require(config);
    DataDir files = DataDir.hold(config.node().dataDir());
    Vertx vertx = Vertx.vertx();
    try {
      // A gateway that was killed left its own.
      files.removePorts();
      return new Gateway(config, extras, files, vertx);
    } catch (RuntimeException failed) {
      Waiting.quietly(vertx.close());
      close(files);
      throw failed;
    }
  }

  private Gateway(GatewayConfig config, Extras extras, DataDir files, Vertx vertx) {
    this.vertx = vertx;
    this.files = files;
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    NodeIndex node = new NodeIndex();
    CorrectedClock clock = new CorrectedClock(extras.clock());
    kept = NodeFiles.open(config, files, node, clock);
    Numbering numbering = new Numbering();
    // Its native code takes a moment to load, and so does PostgreSQL.
    CompletableFuture<Ed25519> engine = CompletableFuture.supplyAsync(Ed25519::fastest);
    CallMetrics metrics = new CallMetrics(registry);
    SecretsKeys secrets = secrets(config, files);
    Certificates tls = Certificates.open(vertx, config.listeners(), clock);
    database = DatabaseSide.open(vertx, config, files, node, clock);
    try {
      records = Recording.open(config, database.database(), node);
      path =
          CallPath.open(
              vertx,
              config,
              new CallPath.Given(
                  node,
                  clock,
                  numbering,
                  engine.join(),
                  secrets,
                  kept.observe(),
                  extras.openDoor()),
              new CallPath.Kept(records.calls(), records::text),
              metrics);
      List<Probe> probes = new ArrayList<>(SyncProbes.of(database.state()));
      probes.addAll(Probes.of(config, node, clock, path.ailments(), database::otherSecretsKey));
      probes.addAll(records.probes());
      probes.add(() -> StartProbe.look(database.hindrance()));
      probes.addAll(kept.probes());
      probes.addAll(tls.probes());
      health = new Health(node, config.calls(), clock, probes, database.presence()::announced);
      Gauges.register(registry, node, clock);
      records.register(registry);
      SyncMetrics.register(registry, node.counts(), database.state());
      kept.register(registry);
      tls.register(registry);
      OperationStore operations = database.operations();
      Gauges.register(registry, operations);
      Gauges.register(registry, path.ailments().signatures());
      Nodes nodes = database.presence().nodes();
      NodeMetrics spread = new NodeMetrics(registry, nodes);
      listeners =
          Listeners.open(
              vertx,
              config.listeners(),
              new Listeners.Served(
                  path.flow(),
                  Waiting.result(Contract.load(vertx)),
                  new ApiServer.Given(
                      node,
                      clock,
                      numbering,
                      kept.observe(),
                      new ApiServer.Storage(
                          database.database(),
                          operations,
                          new Seals(secrets),
                          Beginning.bootstrapHash(config)),
                      records.messages(),
                      new Spread(database::applied, nodes, spread::waited),
                      nodes,
                      new ApiServer.Limits(
                          config.api(),
                          ApiServer.Limits.PATIENCE,
                          config.upstream().allowPrivate()),
                      new ApiMetrics(registry)),
                  new OpsServer.Shown(
                      health, nodes, registry, kept.handler(), new ReloadHandler(database::reload)),
                  registry,
                  tls));
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
    LOG.info("Ed25519 by {}", engine.join().name());
    records.start();
    kept.start();
    kept.tell(vertx, database.brakeAudit(), files.nodeId());
    database.presence().begin(health::ready);
    database.begin();
    vertx
        .executeBlocking(
            () -> {
              SubjectValue.prepare();
              return null;
            })
        .onFailure(failed -> LOG.warn("the first e-mail address will take longer", failed));
  }

  /** Those that this node seals and opens with. */
  static SecretsKeys secrets(GatewayConfig config, DataDir files) {
    return new SecretsKeys(
        files.secretsKey(config.node().secrets()), config.node().secrets().previous());
  }

  /**
   * Writes the ports in force where the command line looks for them; {@link #stop} takes it back.
   */
  synchronized void announce() {
    if (!withdrawn) {
      files.writePorts(listeners.edge(), listeners.api(), listeners.ops());
    }
  }

  /** The ports in force. */
  public Listeners ports() {
    return listeners;
  }

  /** Waits until the list is loaded; false if it is not in time. */
  public boolean awaitLoaded(long amount, TimeUnit unit) {
    return database.awaitLoaded(amount, unit);
  }

  /** Bans a value in the default organisation and waits until this node has applied it. */
  void addSample(Kind kind, String value) {
    database.addSample(kind, value);
  }

  /**
   * Not ready any more, calls in flight finished, off the list of nodes, list and records written:
   * in this order, and within ten seconds whatever hangs.
   */
  public void stop() {
    LOG.info("stopping");
    health.stopping();
    withdrawPorts();
    Waiting.quietly(listeners.close(), Waiting.DRAIN_SECONDS);
    Waiting.quietly(Future.join(path.close(), database.presence().leave()));
    kept.finish();
    records.close();
    database.close();
    kept.close();
    Waiting.quietly(vertx.close());
    close(files);
  }

  /** A disk that takes no more keeps nothing else from being put away. */
  private synchronized void withdrawPorts() {
    withdrawn = true;
    try {
      files.removePorts();
    } catch (ConfigFailed kept) {
      LOG.warn("{}", kept.getMessage());
    }
  }

  private static void close(DataDir files) {
    try {
      files.close();
    } catch (IOException unreleased) {
      LOG.warn("data.dir was not released: {}", unreleased.toString());
    }
  }
}
