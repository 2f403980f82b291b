package io.ringfence.sync;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Effective;
import io.ringfence.domain.GatewayNode;
import io.ringfence.domain.Revision;
import io.ringfence.store.NodeStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes there are, and which of them have a change in force. Any thread asks. */
public final class Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
  private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(NodeStore.LIVE_SECONDS);

  private final NodeStore store;
  private final ThisNode self;
  private final RollCall rollCall;
  private volatile Seen seen = new Seen(List.of(), new boolean[Revision.SHARDS], System.nanoTime());

  /**
   * What was found last.
   *
   * @param others the other nodes
   * @param astray whether what this node has of a shard is of another history than the database's
   */
  private record Seen(List<GatewayNode> others, boolean[] astray, long nanos) {}

  public Nodes(Vertx vertx, NodeStore store, ThisNode self) {
    this.store = store;
    this.self = self;
    this.rollCall = new RollCall(vertx, this, self);
  }

  /**
   * Waits until every live node has a change in force, or the time is over. Never fails: without
   * the database it answers what is known.
   *
   * @param fresh whether it was written just now; else the nodes are asked, as nothing makes them
   *     tell at once of what they have long had
   */
  public Future<Effective> effective(Revision revision, boolean fresh, Duration patience) {
    if (!fresh) {
      store
          .ask(revision)
          .onFailure(away -> LOG.debug("the next heartbeat tells: {}", away.getMessage()));
    }
    return rollCall.call(revision, patience);
  }

  /** All of them, by name; fails if the database is away. */
  public Future<List<GatewayNode>> all() {
    return store.all(self.now());
  }

  /** This one, from memory. */
  public GatewayNode self() {
    return self.shown();
  }

  public boolean isSelf(GatewayNode node) {
    return node.id().equals(self.id());
  }

  /** Takes a node off the list; false if it is not on it. One that lives comes back by itself. */
  public Future<Boolean> remove(String id, Actor by) {
    return store.remove(id, by);
  }

  /** How many told of themselves a moment ago, this one included, when it last looked. */
  public long live() {
    Seen last = seen;
    return isOld(last) ? 1 : 1 + last.others.stream().filter(GatewayNode::live).count();
  }

  /** How many others there are that did not. */
  public long silent() {
    return 1 + seen.others.size() - live();
  }

  /** How many wait for other nodes now. */
  public int waiting() {
    return rollCall.waiting();
  }

  /** The other nodes as they were found last. */
  List<GatewayNode> others() {
    return seen.others;
  }

  /**
   * Whether this node has a change in force. Its number alone does not tell right after a restore
   * or a failover that lost commits, before this node has noticed: the last look does.
   */
  boolean isHere(Revision revision) {
    return self.has(revision) && !seen.astray[revision.shard()];
  }

  /** Finds the other nodes, and whether this one's history is the database's. */
  Future<List<GatewayNode>> look() {
    GatewayNode now = self.now();
    return store
        .all(now)
        .map(
            all -> {
              List<GatewayNode> others = all.stream().filter(node -> !isSelf(node)).toList();
              seen = new Seen(others, astray(now, all), System.nanoTime());
              return others;
            });
  }

  private boolean[] astray(GatewayNode now, List<GatewayNode> all) {
    boolean[] astray = new boolean[Revision.SHARDS];
    all.stream()
        .filter(this::isSelf)
        .forEach(
            row -> {
              for (int shard = 0; shard < Revision.SHARDS; shard++) {
                astray[shard] = now.applied().get(shard) > 0 && row.applied().get(shard) == 0;
              }
            });
    return astray;
  }

  private static boolean isOld(Seen last) {
    return System.nanoTime() - last.nanos > OLD_NANOS;
  }
}
