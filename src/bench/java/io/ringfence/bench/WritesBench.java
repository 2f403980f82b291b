package io.ringfence.bench;

import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Operation;
import io.ringfence.store.EntryStore;
import io.ringfence.store.OperationStore;
import io.ringfence.store.OperationStore.Share;
import io.ringfence.store.Session;
import io.ringfence.store.TestStore;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Bans written a second, on a disk that is waited for: one at a time, sixteen at a time, and in bulk.
 * History, audit, change log and notification are of each.
 */
final class WritesBench {
  private static final int COMMITS = Integer.getInteger("commits", 3_000);
  private static final int SHARE = OperationStore.MOST_ROWS;
  private static final int ROWS = Math.min(200_000, Integer.getInteger("bans", 200_000));

  private final Filled database;
  private final EntryStore list;
  private final OperationStore operations;
  private long next = 15_000_000_000L;

  /** Some way of writing. */
  @FunctionalInterface
  private interface Way {
    void write() throws SQLException;
  }

  private WritesBench(Filled database) {
    this.database = database;
    this.list = new EntryStore(database.store.database);
    this.operations = new OperationStore(database.store.database);
  }

  static void run() throws SQLException {
    try (Filled database = Filled.empty()) {
      new WritesBench(database).measure();
    }
  }

  private void measure() throws SQLException {
    singles(1, COMMITS / 3);
    double alone = rate(COMMITS, () -> singles(1, COMMITS));
    double together = rate(COMMITS, () -> singles(16, COMMITS));
    multiRowInserts(Filled.STATEMENT);
    shares(SHARE);
    double bulk = rate(ROWS, () -> shares(ROWS));
    double inserted = rate(ROWS, () -> multiRowInserts(ROWS));
    System.out.printf("%n| writes | a second | µs each |%n| --- | --- | --- |%n");
    print("commits of one ban, one at a time", alone);
    print("commits of one ban, 16 at a time", together);
    print(String.format("rows, the API's bulk function, %,d at once", SHARE), bulk);
    print(String.format("rows, plain INSERT of %,d", Filled.STATEMENT), inserted);
  }

  private static void print(String what, double rate) {
    System.out.printf("| %s | %,.0f | %.0f |%n", what, rate, 1e6 / rate);
  }

  private static double rate(int writes, Way way) throws SQLException {
    long began = System.nanoTime();
    way.write();
    return writes * 1e9 / (System.nanoTime() - began);
  }

  /** Each of so many writers begins its next write when the one before is committed. */
  private void singles(int writers, int commits) {
    List<Future<?>> all = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      all.add(singlesOfOne(commits / writers));
    }
    try {
      Future.all(all).toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private Future<Void> singlesOfOne(int commits) {
    return commits == 0
        ? Future.succeededFuture()
        : put().compose(written -> singlesOfOne(commits - 1));
  }

  private synchronized Future<EntryWrite> put() {
    String number = new E164(next++).toString();
    return list.put(database.organisation, TestStore.ban(number), TestStore.ALICE);
  }

  /** One after the other, as one operation of so many entries is written. */
  private void shares(int rows) {
    String operation = Operation.newId();
    for (int written = 0; written < rows; written += SHARE) {
      List<EntryDraft> drafts = new ArrayList<>();
      for (int i = 0; i < Math.min(SHARE, rows - written); i++) {
        drafts.add(TestStore.ban(new E164(next++).toString()));
      }
      Session session =
          database.store.database.session(database.organisation, TestStore.ALICE);
      TestStore.await(
          operations.put(session, new Share(operation, Effect.BAN, rows, 0, drafts)));
    }
  }

  private void multiRowInserts(int rows) throws SQLException {
    database.insert(next, rows);
    next += rows;
  }
}
