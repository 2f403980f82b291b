package io.ringfence.sync;

import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Organisation;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TestStore;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody writes slowly, or a great deal at once. */
class WritersFaultIT {
  /** At full size with {@code -Plong}. */
  private static final boolean LONG = Boolean.getBoolean("long");

  private final TestStore store = new TestStore();
  private Organisation one;
  private Organisation two;
  private TestNode node;

  @BeforeEach
  void aNode() {
    one = store.organisation("one");
    two = store.organisation("two");
    node = TestNode.following(store.address);
  }

  @AfterEach
  void close() {
    node.close();
    store.close();
  }

  /** With a counter drawn at the beginning and a cursor, what commits last would be lost. */
  @Test
  void aTransactionOpenForLongLosesNothingAndHoldsUpOnlyItsShard() throws Exception {
    try (Connection slow = PostgresFixture.connect(store.address);
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute(ban(one, "+15005550001"));
      CompletableFuture<Void> behind =
          CompletableFuture.runAsync(() -> store.sql(ban(one, "+15005550002")));
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      int others = 0;
      while (System.nanoTime() < until) {
        String number = "+1500556%04d".formatted(others++);
        store.sql(ban(two, number));
        eventually(() -> node.bans(two, number));
      }
      assertTrue(others > 1);
      assertFalse(node.bans(one, "+15005550001"));
      assertFalse(behind.isDone());
      slow.commit();
      behind.get();
    }

    eventually(() -> node.bans(one, "+15005550001") && node.bans(one, "+15005550002"));
    assertEquals(0, node.check().repaired());
  }

  @Test
  void anImportBySqlHidesNothingFromALookupAndArrivesWhole() throws Exception {
    int count = LONG ? 1_000_000 : 50_000;
    store.sql(ban(one, "+15005550001"));
    eventually(() -> node.bans(one, "+15005550001"));
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong missed = new AtomicLong();
    Thread caller =
        new Thread(
            () -> {
              while (!over.get()) {
                missed.addAndGet(node.bans(one, "+15005550001") ? 0 : 1);
                missed.addAndGet(node.bans(one, "+15005550009") ? 1 : 0);
                LockSupport.parkNanos(10_000);
              }
            });
    caller.start();

    for (int from = 0; from < count; from += 10_000) {
      store.sql(
          "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone',"
                  .formatted(one.id())
              + " '+1500' || (1000000 + n), 'bulk' FROM generate_series(%d, %d) n"
                  .formatted(from + 1, from + 10_000));
    }

    eventually(() -> node.phones() == count + 1);
    over.set(true);
    caller.join();
    assertEquals(0, missed.get());
    assertEquals(1, node.node.counts().loads());
    assertEquals(new MemoryCheck.Found(count + 1, 0, 0), node.check());
  }

  private static String ban(Organisation organisation, String number) {
    return "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '%s', 'x')"
        .formatted(organisation.id(), number);
  }
}
