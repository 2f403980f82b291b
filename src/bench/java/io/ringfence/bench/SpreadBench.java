package io.ringfence.bench;

import io.ringfence.ban.Match;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Channel;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.E164;
import io.ringfence.domain.Revision;
import io.ringfence.store.Database;
import io.ringfence.store.EntryStore;
import io.ringfence.store.IndexSource;
import io.ringfence.store.TestStore;
import io.ringfence.sync.Sync;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * From the moment a ban is sent to the database until three nodes enforce it, beside the same
 * function in the same transaction in another database of the same server, until three connections
 * that do nothing but listen have heard of it. By turns, so that a machine whose speed drifts favours
 * neither.
 */
final class SpreadBench {
  private static final int COMMITS = Integer.getInteger("commits", 3_000);
  private static final int NODES = 3;

  private final Filled withNodes = Filled.empty();
  private final Filled withListeners = Filled.empty();
  private final List<Vertx> machines = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Times effective = new Times();
  private final Times heard = new Times();
  private volatile Arrivals hearing;

  /** A node without its ports. */
  private record Node(NodeIndex index, Sync sync) {}

  /** When something has arrived everywhere. */
  private static final class Arrivals {
    private final CountDownLatch missing =
        new CountDownLatch(NODES);
    private volatile long last;

    synchronized void here() {
      last = System.nanoTime();
      missing.countDown();
    }

    long everywhere() throws InterruptedException {
      if (!missing.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a commit did not arrive");
      }
      return last;
    }
  }

  static void run() throws InterruptedException {
    SpreadBench bench = new SpreadBench();
    try {
      bench.measure();
    } finally {
      bench.machines.forEach(machine -> TestStore.await(machine.close()));
      bench.withNodes.close();
      bench.withListeners.close();
    }
  }

  private void measure() throws InterruptedException {
    for (int i = 0; i < NODES; i++) {
      nodes.add(node());
      listener();
    }
    int warmUp = COMMITS / 3;
    for (int i = 0; i < warmUp + COMMITS; i++) {
      E164 number = new E164(15_005_550_000L + i);
      long toNodes = toNodes(number);
      long toListeners = toListeners(number);
      if (i >= warmUp) {
        effective.add(toNodes);
        heard.add(toListeners);
      }
    }
    print();
  }

  private long toNodes(E164 number) throws InterruptedException {
    Arrivals arrivals = new Arrivals();
    int shard = withNodes.organisation.shard();
    long seq = nodes.get(0).index.replica().positions().get(shard).seq() + 1;
    for (Node node : nodes) {
      node.sync
          .applied(new Revision(shard, seq))
          .onSuccess(
              in -> {
                arrivals.here();
                require(bans(node, number));
              });
    }
    long began = System.nanoTime();
    Future<?> written = put(withNodes, number);
    long took = arrivals.everywhere() - began;
    TestStore.await(written);
    return took;
  }

  private long toListeners(E164 number) throws InterruptedException {
    Arrivals arrivals = new Arrivals();
    hearing = arrivals;
    long began = System.nanoTime();
    Future<?> written = put(withListeners, number);
    long took = arrivals.everywhere() - began;
    TestStore.await(written);
    return took;
  }

  private boolean bans(Node node, E164 number) {
    return Match.bans(
        node.index
            .current()
            .entries(withNodes.organisation.id())
            .exact(number.digits(), Channel.VOICE, System.currentTimeMillis()));
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("a ban that was applied is not in force");
    }
  }

  private static Future<?> put(Filled database, E164 number) {
    return new EntryStore(database.store.database)
        .put(database.organisation, TestStore.ban(number.toString()), TestStore.ALICE);
  }

  private Node node() {
    Vertx vertx = Vertx.vertx();
    machines.add(vertx);
    NodeIndex index = new NodeIndex();
    Sync sync =
        new Sync(
            new IndexSource(Database.open(vertx, withNodes.store.address)),
            index,
            new CorrectedClock(InstantSource.system()),
            () -> {});
    TestStore.await(vertx.deployVerticle(sync));
    TestStore.await(sync.loaded());
    return new Node(index, sync);
  }

  private void listener() {
    Vertx vertx = Vertx.vertx();
    machines.add(vertx);
    PgConnection connection =
        TestStore.await(
            PgConnection.connect(vertx, withListeners.store.address.connectOptions()));
    connection.notificationHandler(change -> hearing.here());
    TestStore.await(connection.query("LISTEN ringfence").execute());
  }

  private void print() {
    System.out.printf("%n| ban to effective, %,d commits | p50 | p99 | |%n", COMMITS);
    System.out.println("| --- | --- | --- | --- |");
    System.out.printf(
        "| enforced on %d nodes | %.0f µs | %.0f µs | |%n",
        NODES, effective.micros(0.5), effective.micros(0.99));
    System.out.printf(
        "| the same SQL, heard by %d bare listeners | %.0f µs | %.0f µs | |%n",
        NODES, heard.micros(0.5), heard.micros(0.99));
    System.out.printf(
        "| ratio | %.2f | %.2f | goal 1.5 |%n",
        effective.micros(0.5) / heard.micros(0.5), effective.micros(0.99) / heard.micros(0.99));
  }
}
