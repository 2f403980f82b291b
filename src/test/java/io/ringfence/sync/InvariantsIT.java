package io.ringfence.sync;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Index;
import io.ringfence.ban.Replica;
import io.ringfence.domain.Change;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import io.ringfence.store.ChangeLogTrim;
import io.ringfence.store.EntryStore;
import io.ringfence.store.IndexSource;
import io.ringfence.store.LoggedChange;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What always holds, sentence by sentence. The store's own half of the first, second and eleventh
 * is in {@code ChangeLogIT}; what holds when something breaks is in the {@code …FaultIT}.
 */
class InvariantsIT {
  private static final String NUMBER = "+15005550001";
  private static final String OTHER = "+15005550002";

  private final TestStore store = new TestStore();
  private final EntryStore entries = new EntryStore(store.database);
  private final List<AutoCloseable> open = new ArrayList<>();
  private Organisation organisation;

  @BeforeEach
  void anOrganisation() {
    organisation = store.organisation("default");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    store.close();
  }

  @Test
  void truthLogHeadAuditAndNotificationCommitTogetherOrNotAtAll() {
    TestNode node = following();
    String all =
        "SELECT (SELECT count(*) FROM entry) || ' ' || (SELECT count(*) FROM change_log) || ' '"
            + " || (SELECT sum(seq) FROM change_head) || ' ' || (SELECT sum(entries) FROM change_head)"
            + " || ' ' || (SELECT count(*) FROM audit_log)";
    String before = store.query(all).get(0);

    store.sql("BEGIN", insert(NUMBER), "ROLLBACK");
    String undone = store.query(all).get(0);
    store.sql(insert(OTHER));

    eventually(() -> node.bans(organisation, OTHER));
    assertEquals(before, undone);
    assertEquals(sums(before, "1 1 1 1 1"), store.query(all).get(0));
    assertFalse(node.bans(organisation, NUMBER));
  }

  private static String sums(String before, String more) {
    String[] added = more.split(" ");
    String[] sums = before.split(" ");
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Long.toString(Long.parseLong(sums[i]) + Long.parseLong(added[i]));
    }
    return String.join(" ", sums);
  }

  @Test
  void seqIsDenseAndANodeAppliesItInOrderAndApplyingTwiceChangesNothing() throws Exception {
    TestNode node = following();

    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      writers.add(CompletableFuture.runAsync(() -> writeAtRandom(random)));
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get();
    }

    eventually(() -> isAtTheHeads(node));
    assertEquals(0, node.check().repaired());
    applyTheWholeLogAgain(node);
    assertEquals(0, node.check().repaired());
  }

  private void writeAtRandom(Random random) {
    for (int i = 0; i < 60; i++) {
      String number = "+1500555%04d".formatted(random.nextInt(20));
      if (random.nextInt(3) == 0) {
        store.sql("DELETE FROM entry WHERE value = '" + number + "'");
      } else {
        await(entries.put(organisation, ban(number), ALICE));
      }
    }
  }

  private boolean isAtTheHeads(TestNode node) {
    return store.number("SELECT sum(seq) FROM change_head")
        == node.node.replica().positions().stream().mapToLong(Replica.Position::seq).sum();
  }

  private void applyTheWholeLogAgain(TestNode node) {
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      for (LoggedChange change : await(new IndexSource(store.database).after(shard, 0, 10_000))) {
        assertEquals(
            Replica.Applied.BEFORE,
            node.node.replica().apply(change.revision(), change.changeId(), change.change()));
      }
    }
  }

  @Test
  void losingEveryNotificationOnlyRaisesStalenessToThePollPeriod() {
    TcpProxy proxy = proxy();
    proxy.dropNotifications();
    TestNode node = keep(TestNode.following(proxy.address()));
    Index first = node.node.current();

    for (int i = 0; i < 5; i++) {
      String number = "+150055500" + (10 + i);
      store.sql(insert(number));
      eventually(() -> node.bans(organisation, number));
    }

    assertTrue(node.isLive());
    assertSame(first, node.node.current(), "it fetched and did not load");
  }

  @Test
  void theRowAtTheAppliedSeqMustStillCarryTheChangeIdLastApplied() {
    store.sql(insert(NUMBER));
    List<String> older = stateOfTheShard();
    store.sql(insert(OTHER));
    TestNode node = following();
    assertTrue(node.bans(organisation, OTHER));
    Index before = node.node.current();

    // An older dump comes back, and goes on: the same places with other changes in them.
    restore(older);
    store.sql(insert("+15005550003"), insert("+15005550004"));

    eventually(() -> node.node.current() != before);
    eventually(node::isLive);
    assertTrue(node.bans(organisation, "+15005550003"));
    assertTrue(node.bans(organisation, "+15005550004"));
    assertTrue(node.bans(organisation, NUMBER));
    assertFalse(node.bans(organisation, OTHER));
    assertEquals(0, node.check().repaired());
  }

  private List<String> stateOfTheShard() {
    return store.query(
        "SELECT seq || ' ' || change_id FROM change_head WHERE shard = " + organisation.shard());
  }

  /** In one transaction, as a restore comes into force for the others. */
  private void restore(List<String> state) {
    String[] head = state.get(0).split(" ");
    store.sql(
        "BEGIN",
        "SET LOCAL session_replication_role = replica",
        "DELETE FROM entry WHERE value <> '" + NUMBER + "'",
        "DELETE FROM entry_version WHERE value <> '" + NUMBER + "'",
        "DELETE FROM change_log WHERE shard = %d AND seq > %s"
            .formatted(organisation.shard(), head[0]),
        "UPDATE change_head SET seq = %s, change_id = '%s', entries = 1 WHERE shard = %d"
            .formatted(head[0], head[1], organisation.shard()),
        "COMMIT");
  }

  @Test
  void aLogTrimmedBeyondTheAppliedSeqIsLoadedOnTheSide() {
    TcpProxy proxy = proxy();
    TestNode node = keep(TestNode.following(proxy.address()));
    Index before = node.node.current();
    proxy.freeze();

    bulk(1_500);
    store.sql("UPDATE change_log SET at = at - interval '8 days'");
    long gone = trim();
    proxy.cut();
    proxy.thaw();

    eventually(() -> node.phones() == 1_500 && node.isLive());
    assertTrue(gone > 0);
    assertNotSame(before, node.node.current());
    assertEquals(0, node.check().repaired());
  }

  @Test
  void whatIsRecentOrNearTheHeadIsNotTrimmed() {
    bulk(1_500);

    long young = trim();
    store.sql("UPDATE change_log SET at = at - interval '8 days' WHERE seq <> 200");
    long old = trim();

    assertEquals(0, young);
    // The beginning only, up to the first that is young.
    assertEquals(199, old);
    assertEquals(200, store.number("SELECT min(seq) FROM change_log"));
  }

  private long trim() {
    return await(
        new ChangeLogTrim(store.database, new ChangeLogTrim.Kept(Duration.ofDays(7), 1_000)).run());
  }

  @Test
  void lookingUpNeverTouchesTheDatabaseOrALockAndNeverWaits() throws Exception {
    store.sql(insert(NUMBER));
    TestNode node = following();
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong missed = new AtomicLong();
    AtomicLong looked = new AtomicLong();
    AtomicLong waited = new AtomicLong();
    Thread caller =
        new Thread(
            () -> {
              while (!over.get()) {
                long before = waits();
                for (int i = 0; i < 1_000; i++) {
                  missed.addAndGet(node.bans(organisation, NUMBER) ? 0 : 1);
                }
                looked.addAndGet(1_000);
                waited.addAndGet(waits() - before);
                LockSupport.parkNanos(100_000);
              }
            });
    caller.start();
    try {
      bulk(5_000);
      assertInstanceOf(Loaded.InForce.class, node.reload(false));
      store.sql("DELETE FROM entry WHERE value <> '" + NUMBER + "'");
      eventually(() -> node.phones() == 1);

    } finally {
      over.set(true);
      caller.join();
    }
    assertEquals(0, missed.get());
    assertEquals(0, waited.get(), "it waited for a lock, or for somebody");
    assertTrue(looked.get() > 1_000);
  }

  /** How often the calling thread has waited for a lock or for another thread. */
  private static long waits() {
    ThreadInfo thread =
        ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().getId());
    return thread.getBlockedCount() + thread.getWaitedCount();
  }

  @Test
  void aLoadIsAcceptedIfItAgreesWithTheCountsHoweverMuchItShrank() {
    bulk(100);
    TestNode node = following();
    eventually(() -> node.phones() == 100);
    // As an import under triggers switched off would: no change, right counts.
    unseen("DELETE FROM entry WHERE id > 10");
    unseen("UPDATE change_head SET entries = entries - 90 WHERE entries > 0");

    Loaded loaded = node.reload(false);

    assertEquals(new Loaded.InForce(10, 100), loaded);
    assertEquals(loaded, node.sync.state().shrunk());
    assertEquals(10, node.phones());
    assertEquals(new Loaded.InForce(10, 10), node.reload(false));
    assertEquals(null, node.sync.state().shrunk());
  }

  @Test
  void aLoadThatDisagreesIsHeldBackAndTheOldListStaysUntilSomebodyAcceptsIt() {
    bulk(100);
    TestNode node = following();
    unseen("DELETE FROM entry WHERE id > 10");

    Loaded loaded = node.reload(false);

    assertEquals(new Loaded.HeldBack(10, 100), loaded);
    assertEquals(loaded, node.sync.state().heldBack());
    assertEquals(100, node.phones());
    // It still follows what it has.
    store.sql(insert(NUMBER));
    eventually(() -> node.bans(organisation, NUMBER) && node.isLive());

    assertEquals(new Loaded.InForce(11, 101), node.reload(true));
    assertEquals(11, node.phones());
    assertEquals(null, node.sync.state().heldBack());
    assertEquals(1, node.sync.state().timesHeldBack());
  }

  @Test
  void aFirstLoadThatDisagreesIsHeldBackAndTriedAgainAtTheNextConnection() {
    TcpProxy proxy = proxy();
    bulk(10);
    unseen("UPDATE change_head SET entries = entries + 5 WHERE entries > 0");
    TestNode node = keep(new TestNode(proxy.address()));
    eventually(() -> node.sync.state().heldBack() != null);
    assertEquals(null, node.node.current());

    unseen("UPDATE change_head SET entries = entries - 5 WHERE entries > 0");
    proxy.cut();

    eventually(() -> node.phones() == 10 && node.isLive());
    assertEquals(null, node.sync.state().heldBack());
  }

  @Test
  void oneBadRowIsSkippedCountedAndShown() {
    store.sql("ALTER TABLE entry DROP CONSTRAINT entry_value_form");
    bulk(10);
    store.sql(insert("nonsense"));
    TestNode node = following();

    assertEquals(10, node.phones());
    assertEquals(1, node.sync.state().unreadable());
    store.sql(insert("more nonsense"));
    eventually(() -> node.sync.state().unreadable() == 2);
    assertEquals(new MemoryCheck.Found(10, 0, 0), node.check());

    store.sql("DELETE FROM entry WHERE value LIKE '%nonsense'");
    eventually(() -> isAtTheHeads(node));
    node.reload(false);
    assertEquals(0, node.sync.state().unreadable());
  }

  @Test
  void stalenessHasNoLimitForServingButIsMeasured() {
    store.sql(insert(NUMBER));
    TcpProxy proxy = proxy();
    TestNode node = keep(TestNode.following(proxy.address()));

    proxy.freeze();

    eventually(() -> node.isStale() && node.staleness().compareTo(Duration.ofSeconds(4)) > 0);
    assertTrue(node.bans(organisation, NUMBER));
    proxy.cut();
    proxy.thaw();
    eventually(node::isLive);
  }

  @Test
  void aBackgroundCheckComparesMemoryWithTheTablesAndPutsItRight() {
    bulk(6_000);
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone_prefix', '+1415', 'x')"
            .formatted(organisation.id()));
    TestNode node = following();
    assertEquals(new MemoryCheck.Found(6_001, 0, 0), node.check());

    lose(node, Kind.PHONE, "+15001000003");
    lose(node, Kind.PHONE_PREFIX, "+1415");
    node.node.current().apply(invented("+15005559999"));
    unseen("UPDATE entry SET channels = 1 WHERE value = '+15001000004'");
    MemoryCheck.Found found = node.check();

    assertEquals(4, found.repaired());
    assertEquals(0, found.miscounted());
    assertTrue(node.bans(organisation, "+15001000003"));
    assertFalse(node.bans(organisation, "+15005559999"));
    assertEquals(4, node.sync.state().repairs());
    assertEquals(new MemoryCheck.Found(6_001, 0, 0), node.check());
  }

  /** What holds a load back must not come in by the back door. */
  @Test
  void bansWhoseRowsWentUnseenStayInMemoryUntilTheCountIsSetRight() {
    bulk(10);
    TestNode node = following();
    unseen("DELETE FROM entry WHERE value = '+15001000003'");

    MemoryCheck.Found found = node.check();

    assertEquals(new MemoryCheck.Found(9, 0, 1), found);
    assertEquals(found, node.sync.state().found());
    assertTrue(node.bans(organisation, "+15001000003"));

    assertEquals(1, store.number("SELECT ringfence.recount()"));
    assertEquals(new MemoryCheck.Found(9, 1, 0), node.check());
    assertFalse(node.bans(organisation, "+15001000003"));
    assertEquals(new Loaded.InForce(9, 9), node.reload(false));
  }

  /** Nothing is put right that is merely newer or older than what was read. */
  @Test
  void theCheckFindsNothingWhileOthersWrite() throws Exception {
    bulk(2_000);
    TcpProxy proxy = proxy();
    // So that it is often behind what is read.
    proxy.dropNotifications();
    TestNode node = keep(TestNode.following(proxy.address()));
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(1);
              while (!over.get()) {
                writeAtRandom(random);
              }
            });

    for (int i = 0; i < 20; i++) {
      assertEquals(0, node.check().repaired());
    }

    over.set(true);
    writer.get();
    assertEquals(0, node.sync.state().repairs());
  }

  private static void lose(TestNode node, Kind kind, String value) {
    node.node.current().apply(new Change.EntriesOf(1, kind, value, List.of()));
  }

  private Change invented(String value) {
    return new Change.EntriesOf(
        organisation.id(),
        Kind.PHONE,
        value,
        List.of(new EntryState(99, Effect.BAN, Long.MAX_VALUE, false, 7)));
  }

  /** The interleaving of the two commits is forced in {@code ChangeLogIT}; here nodes follow it. */
  @Test
  void aKeyOfTwoSourcesIsBannedExactlyWhileOneStands() throws Exception {
    TestNode node = following();
    String add =
        "INSERT INTO entry (organisation_id, kind, value, reason, source, visitor)"
            + " VALUES (1, 'phone', '"
            + NUMBER
            + "', 'x', 'visitor', 'vis_%d')";
    String clear = "UPDATE entry SET lifted_at = now() WHERE visitor = 'vis_%d' AND standing";
    store.sql(add.formatted(1));

    for (int i = 1; i <= 20; i++) {
      int old = i;
      CompletableFuture<Void> clearing =
          CompletableFuture.runAsync(() -> store.sql(clear.formatted(old)));
      store.sql(add.formatted(i + 1));
      clearing.get();
      eventually(() -> isAtTheHeads(node));
      assertTrue(node.bans(organisation, NUMBER), "round " + i);
    }
    store.sql(clear.formatted(21));

    eventually(() -> !node.bans(organisation, NUMBER));
    assertEquals(0, node.check().repaired());
  }

  private String insert(String number) {
    return "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '%s', 'x')"
        .formatted(organisation.id(), number);
  }

  private void bulk(int count) {
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone',"
                .formatted(organisation.id())
            + " '+1500' || (1000000 + n), 'bulk' FROM generate_series(1, "
            + count
            + ") n");
  }

  /** Changes rows with the triggers off, so that neither log nor counts know. */
  private void unseen(String sql) {
    store.sql("BEGIN", "SET LOCAL session_replication_role = replica", sql, "COMMIT");
  }

  private TcpProxy proxy() {
    return keep(new TcpProxy(store.address));
  }

  private TestNode following() {
    return keep(TestNode.following(store.address));
  }

  private <T extends AutoCloseable> T keep(T one) {
    open.add(0, one);
    return one;
  }
}
