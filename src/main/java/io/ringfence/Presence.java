package io.ringfence;

import io.ringfence.cli.Version;
import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.store.NodeStore;
import io.ringfence.sync.Heartbeat;
import io.ringfence.sync.Nodes;
import io.ringfence.sync.ThisNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/** This node among the others: on the list before it answers ready, off it once it has stopped. */
final class Presence {
  private static final long LONGEST_MILLIS = 5_000;

  private final Vertx vertx;
  private final Nodes nodes;
  private final Heartbeat heartbeat;
  private volatile BooleanSupplier ready = () -> false;
  private volatile boolean announced;
  private Future<String> beating;
  private boolean left;

  Presence(Vertx vertx, NodeStore store, ThisNode self) {
    this.vertx = vertx;
    this.nodes = new Nodes(vertx, store, self);
    this.heartbeat = new Heartbeat(store, self, () -> ready.getAsBoolean(), nodes);
  }

  static ThisNode.Identity identity(GatewayConfig config, DataDir files) {
    return new ThisNode.Identity(files.nodeId(), config.node().name(), Version.text());
  }

  Nodes nodes() {
    return nodes;
  }

  /**
   * Whether the others have been told of this node, or cannot be as the database is away. Not
   * before may it answer ready: a writer who waits for all nodes must know of it by then.
   */
  boolean announced() {
    return announced;
  }

  /**
   * Begins: the others are to be told, and after a while that counts as impossible, as a database
   * may also hang.
   *
   * @param ready whether this node answers ready
   */
  void begin(BooleanSupplier ready) {
    this.ready = ready;
    vertx.setTimer(LONGEST_MILLIS, tired -> alone());
  }

  /** The database is away: there is nobody to tell. */
  void alone() {
    announced = true;
  }

  /** Tells the others, and goes on telling; returns when it has, or could not. */
  void announce() {
    Waiting.result(beat());
    announced = true;
  }

  private synchronized Future<String> beat() {
    if (!left && (beating == null || beating.failed())) {
      beating = vertx.deployVerticle(heartbeat);
    }
    return left ? Future.succeededFuture() : beating;
  }

  /** Somebody waits to hear how far this node is. */
  void tellNow() {
    heartbeat.tellNow();
  }

  /** Takes this node off the list: it no longer answers. */
  synchronized Future<Void> leave() {
    left = true;
    return beating == null ? Future.succeededFuture() : beating.compose(vertx::undeploy);
  }
}
