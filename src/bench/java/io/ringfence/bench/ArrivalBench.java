package io.ringfence.bench;

import io.ringfence.store.TestStore;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.List;

/**
 * Answers of a whole node while bans arrive by plain SQL, beside its answers while none do, and while
 * as many are written to another database of the same server: what the writing itself takes of the
 * machine is not the node's. The webhooks come at a fixed rate over HTTP, without signatures.
 */
final class ArrivalBench {
  private static final int BANS = Math.min(1_000_000, Integer.getInteger("bans", 1_000_000));
  private static final int IDLE_MILLIS = 20_000;

  /** By how far the slowest shard of the node is behind the heads. */
  private static final String BEHIND =
      "SELECT coalesce(max(h.seq - n.applied[h.shard + 1]), 1)"
          + " FROM change_head h CROSS JOIN gateway_node n";

  private final Filled followed = Filled.empty();
  private final Filled elsewhere = Filled.empty();
  private final Vertx vertx = Vertx.vertx();
  private PacedLoad load;

  /** Something that goes on while answers are timed. */
  @FunctionalInterface
  private interface Meanwhile {
    void run() throws Exception;
  }

  static void run() throws Exception {
    ArrivalBench bench = new ArrivalBench();
    try (Fork node = new Fork(List.of(), List.of(), ArrivalTarget.class, bench.followed.url())) {
      bench.measure(node);
    } finally {
      TestStore.await(bench.vertx.close());
      bench.followed.close();
      bench.elsewhere.close();
    }
  }

  private void measure(Fork node) throws Exception {
    String line = node.line();
    while (!line.startsWith("port ")) {
      line = node.line();
    }
    load = new PacedLoad(vertx, Integer.parseInt(line.substring("port ".length())));
    load.begin();
    during(() -> Thread.sleep(IDLE_MILLIS / 2));
    Times idle = during(() -> Thread.sleep(IDLE_MILLIS));
    Times aside = during(() -> elsewhere.insert(15_000_000_000L, BANS));
    Times arriving = during(this::arrive);
    load.end();
    System.out.printf("%n| webhooks while %,d bans are written | p99 | worst | |%n", BANS);
    System.out.println("| --- | --- | --- | --- |");
    print("none are", idle);
    print("to a database that the node does not follow", aside);
    print("to this node", arriving);
    System.out.printf(
        "| ratio to none | %.2f | %.2f | goal 1.5 of the idle p99: worst %.1f |%n",
        arriving.micros(0.99) / idle.micros(0.99),
        arriving.micros(1) / idle.micros(1),
        arriving.micros(1) / idle.micros(0.99));
    System.out.printf(
        "| ratio to the same not followed | %.2f | %.2f | |%n",
        arriving.micros(0.99) / aside.micros(0.99), arriving.micros(1) / aside.micros(1));
  }

  private static void print(String what, Times times) {
    System.out.printf(
        "| %s | %.2f ms | %.1f ms | %,d answers |%n",
        what, times.micros(0.99) / 1e3, times.micros(1) / 1e3, times.count());
  }

  private Times during(Meanwhile meanwhile) throws Exception {
    load.taken();
    meanwhile.run();
    return load.taken();
  }

  /** Until the node says that it has the last of them. */
  private void arrive() throws SQLException, InterruptedException {
    followed.insert(15_000_000_000L, BANS);
    while (followed.store.number(BEHIND) > 0) {
      Thread.sleep(200);
    }
  }
}
