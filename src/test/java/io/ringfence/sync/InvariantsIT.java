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
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import io.ringfence.store.Listener;
import io.ringfence.store.LoggedChange;
import io.ringfence.store.Notice;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What always holds, sentence by sentence, and where each is tested. What holds when something
 * breaks is in the {@code …FaultIT} as well.
 *
 * <ol>
 *   <li>Truth, log, head, audit and notification commit together or not at all: {@link
 *       #truthLogHeadAuditAndNotificationCommitTogetherOrNotAtAll}, {@link
 *       #whereOneOfThemFailsNothingIsWritten}; a killed server: {@link PostgresDownFaultIT}
 *   <li>The log is dense and visible in order, applied in order, once, and its fold is the tables:
 *       {@link #seqIsDenseAndVisibleInOrderAndANodeAppliesItInOrderAndTheFoldIsTheTables}, {@link
 *       #aNodeAppliesTheNextOnlyAfterTheOneBeforeIt}, and {@code ChangeLogIT}
 *   <li>Lost notifications cost the poll period: {@link
 *       #losingEveryNotificationOnlyRaisesStalenessToThePollPeriod}
 *   <li>The row at the applied seq carries the change last applied, or a standby is waited for, or
 *       the list is loaded: {@link #theRowAtTheAppliedSeqMustStillCarryTheChangeIdLastApplied},
 *       {@link #anotherDatabaseUnderTheSameNameIsLoaded}, {@link
 *       #aLogTrimmedBeyondTheAppliedSeqIsLoadedOnTheSide}, {@link
 *       #whatIsRecentOrNearTheHeadIsNotTrimmed}; the standby: {@link StandbyFaultIT}; a failover
 *       and a restore under whole gateways: {@code FailoverFaultIT}, {@code RestoreFaultIT}
 *   <li>A look-up waits for nothing: {@link #lookingUpNeverTouchesTheDatabaseOrALockAndNeverWaits};
 *       of whole calls {@code ImportFaultIT}
 *   <li>A load is held against the counts, what shrank is alarmed, a bad row is left out: {@link
 *       LoadInvariantsIT}; what the operator sees of it and does: {@code LoadFaultIT}
 *   <li>Staleness has no limit for serving, is measured and said, and after five minutes keys may
 *       only check: {@link #stalenessHasNoLimitForServingButIsMeasured}; the rest is a gateway's:
 *       {@code GatewayInvariantsIT}
 *   <li>Nothing ever loaded, both modes: {@code GatewayInvariantsIT}
 *   <li>A write answers once it is in force here, waits for the others if asked to, and never fails
 *       after the commit: {@code GatewayInvariantsIT}, {@code NodesIT}; who is live, and who tells
 *       when: {@code NodeStoreIT}, {@link SyncIT}
 *   <li>Memory is compared with the tables in the background: {@link LoadInvariantsIT}; what is
 *       said of it: {@code GatewayInvariantsIT}
 *   <li>Two sources of one key: {@link #aKeyOfTwoSourcesIsBannedExactlyWhileOneStands}, {@link
 *       #aKeyWhoseSourcesComeAndGoIsNeverFreeInBetween}, and {@code ChangeLogIT}
 * </ol>
 */
class InvariantsIT {
  private static final String NUMBER = "+15005550001";
  private static final String OTHER = "+15005550002";

  private final SyncFixture sync = new SyncFixture();
  private final TestStore store = sync.store;
  private final Organisation organisation = sync.organisation;

  @AfterEach
  void close() {
    sync.close();
  }

  @Test
  void truthLogHeadAuditAndNotificationCommitTogetherOrNotAtAll() {
    List<Notice> heard = new CopyOnWriteArrayList<>();
    Listener bell = await(new IndexSource(store.database).listen(heard::add, lost -> {}));
    String before = written();

    store.sql("BEGIN", sync.insert(NUMBER), "ROLLBACK");
    String undone = written();
    store.sql(sync.insert(OTHER));

    eventually(() -> !heard.isEmpty());
    await(bell.close());
    assertEquals(before, undone);
    assertEquals(sums(before, "1 1 1 1 1 1"), written());
    assertEquals(1, heard.size());
    Change.EntriesOf change = (Change.EntriesOf) heard.get(0).changes().get(0).change();
    assertEquals(OTHER, change.value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "entry",
        "entry_version",
        "change_log",
        "change_head",
        "audit_log",
        "audit_detail",
        "audit_head"
      })
  void whereOneOfThemFailsNothingIsWritten(String table) {
    TestNode node = sync.following();
    String before = written();
    store.sql(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'refused'; END $$",
        "CREATE CONSTRAINT TRIGGER at_the_end AFTER INSERT OR UPDATE ON "
            + table
            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()");

    assertThrows(IllegalStateException.class, () -> store.sql(sync.insert(NUMBER)));
    assertThrows(
        RuntimeException.class,
        () -> await(new EntryStore(store.database).put(organisation, ban(NUMBER), ALICE)));
    store.sql("DROP TRIGGER at_the_end ON " + table);

    assertEquals(before, written());
    store.sql(sync.insert(OTHER));
    eventually(() -> node.bans(organisation, OTHER));
    assertFalse(node.bans(organisation, NUMBER));
  }

  private String written() {
    return store
        .query(
            "SELECT (SELECT count(*) FROM entry) || ' ' || (SELECT count(*) FROM entry_version)"
                + " || ' ' || (SELECT count(*) FROM change_log)"
                + " || ' ' || (SELECT sum(seq) FROM change_head)"
                + " || ' ' || (SELECT sum(entries) FROM change_head)"
                + " || ' ' || (SELECT count(*) FROM audit_log)")
        .get(0);
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
  void seqIsDenseAndVisibleInOrderAndANodeAppliesItInOrderAndTheFoldIsTheTables() throws Exception {
    TestNode node = sync.following();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Long> holes = CompletableFuture.supplyAsync(() -> holesSeen(over));

    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      writers.add(CompletableFuture.runAsync(() -> sync.writeAtRandom(random)));
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get();
    }

    over.set(true);
    assertEquals(0, holes.get(), "a later change was seen before an earlier one");
    eventually(() -> sync.isAtTheHeads(node));
    assertEquals(1, node.node.counts().loads(), "all of it came by the log");
    assertEquals(0, node.check().repaired());
    applyTheWholeLogAgain(node);
    assertEquals(0, node.check().repaired());
  }

  private long holesSeen(AtomicBoolean over) {
    long holes = 0;
    do {
      holes +=
          store.number(
              "SELECT count(*) FROM (SELECT FROM change_log l JOIN change_head h USING (shard)"
                  + " GROUP BY shard, h.seq HAVING count(*) <> max(l.seq) OR max(l.seq) <> h.seq) x");
    } while (!over.get());
    return holes;
  }

  @Test
  void aNodeAppliesTheNextOnlyAfterTheOneBeforeIt() {
    Replica replica = sync.following().node.replica();
    int shard = organisation.shard();
    Replica.Position before = replica.positions().get(shard);
    Change ban =
        new Change.EntriesOf(
            organisation.id(),
            Kind.PHONE,
            NUMBER,
            List.of(new EntryState(7, Effect.BAN, EntryState.NEVER, false, 7)));

    Replica.Applied applied =
        replica.apply(new Revision(shard, before.seq() + 2), UUID.randomUUID(), ban);

    assertEquals(Replica.Applied.GAP, applied);
    assertEquals(before, replica.positions().get(shard));
    assertEquals(0, replica.index().sizes().of(Kind.PHONE));
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
    TcpProxy proxy = sync.proxy();
    proxy.dropNotifications();
    TestNode node = sync.following(proxy);
    Index first = node.node.current();

    for (int i = 0; i < 5; i++) {
      String number = "+150055500" + (10 + i);
      store.sql(sync.insert(number));
      eventually(() -> node.bans(organisation, number));
    }

    assertTrue(node.isLive());
    assertSame(first, node.node.current(), "it fetched and did not load");
  }

  @Test
  void theRowAtTheAppliedSeqMustStillCarryTheChangeIdLastApplied() {
    store.sql(sync.insert(NUMBER));
    List<String> older = stateOfTheShard();
    store.sql(sync.insert(OTHER));
    TestNode node = sync.following();
    assertTrue(node.bans(organisation, OTHER));
    Index before = node.node.current();

    // An older dump comes back, and goes on: the same places with other changes in them.
    restore(older);
    store.sql(sync.insert("+15005550003"), sync.insert("+15005550004"));

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
  void anotherDatabaseUnderTheSameNameIsLoaded() {
    store.sql(sync.insert(NUMBER));
    TestNode node = sync.following();
    Index before = node.node.current();
    try (TestStore other = new TestStore()) {
      Organisation itsOwn = other.organisation("default");
      other.sql(sync.insert(OTHER));

      String name = store.address.database();
      try (TestStore server = new TestStore(store.address.withDatabase("postgres"))) {
        server.sql(
            "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '"
                + name
                + "'",
            "ALTER DATABASE " + name + " RENAME TO " + name + "_before",
            "ALTER DATABASE " + other.address.database() + " RENAME TO " + name);
      }

      eventually(() -> node.bans(itsOwn, OTHER) && node.isLive());
      assertNotSame(before, node.node.current());
      assertFalse(node.bans(organisation, NUMBER));
    }
  }

  @Test
  void aLogTrimmedBeyondTheAppliedSeqIsLoadedOnTheSide() {
    TcpProxy proxy = sync.proxy();
    TestNode node = sync.following(proxy);
    Index before = node.node.current();
    proxy.freeze();

    sync.bulk(1_500);
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
    sync.bulk(1_500);

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
    store.sql(sync.insert(NUMBER));
    TcpProxy way = sync.proxy();
    TestNode node = sync.following(way);
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
      sync.bulk(5_000);
      assertInstanceOf(Loaded.InForce.class, node.reload(false));
      store.sql("DELETE FROM entry WHERE value <> '" + NUMBER + "'");
      eventually(() -> node.phones() == 1);
      way.freeze();
      long frozen = looked.get();
      eventually(() -> looked.get() > frozen + 10_000 && node.isStale());
    } finally {
      over.set(true);
      caller.join();
      way.thaw();
    }
    assertEquals(0, missed.get());
    assertEquals(0, waited.get(), "it waited for a lock, or for somebody");
  }

  /** How often the calling thread has waited for a lock or for another thread. */
  private static long waits() {
    ThreadInfo thread =
        ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().getId());
    return thread.getBlockedCount() + thread.getWaitedCount();
  }

  @Test
  void stalenessHasNoLimitForServingButIsMeasured() {
    store.sql(sync.insert(NUMBER));
    TcpProxy proxy = sync.proxy();
    TestNode node = sync.following(proxy);

    proxy.freeze();

    eventually(() -> node.isStale() && node.staleness().compareTo(Duration.ofSeconds(4)) > 0);
    assertTrue(node.bans(organisation, NUMBER));
    proxy.cut();
    proxy.thaw();
    eventually(node::isLive);
  }

  /**
   * Two transactions on one key, each as the first and as the second to write, each committed or
   * undone: what the second computes must be of what the first left.
   */
  @ParameterizedTest
  @CsvSource({
    "clear, ban, COMMIT, COMMIT, 1", "clear, ban, COMMIT, ROLLBACK, 0",
    "clear, ban, ROLLBACK, COMMIT, 2", "clear, ban, ROLLBACK, ROLLBACK, 1",
    "ban, clear, COMMIT, COMMIT, 1", "ban, clear, COMMIT, ROLLBACK, 2",
    "ban, clear, ROLLBACK, COMMIT, 0", "ban, clear, ROLLBACK, ROLLBACK, 1",
    "clear, clear, COMMIT, COMMIT, 0", "clear, clear, ROLLBACK, COMMIT, 0",
  })
  void aKeyOfTwoSourcesIsBannedExactlyWhileOneStands(
      String first, String second, String firstEnds, String secondEnds, long stand)
      throws Exception {
    TestNode node = sync.following();
    store.sql(statement("ban").formatted(1));
    try (Connection one = PostgresFixture.connect(store.address);
        Connection two = PostgresFixture.connect(store.address);
        Statement writesFirst = one.createStatement();
        Statement writesSecond = two.createStatement()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      writesFirst.execute(statement(first).formatted(first.equals("ban") ? 2 : 1));
      CompletableFuture<Void> waits =
          CompletableFuture.runAsync(
              () ->
                  execute(writesSecond, statement(second).formatted(second.equals("ban") ? 2 : 1)));
      eventually(() -> store.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);

      writesFirst.execute(firstEnds);
      waits.get();
      writesSecond.execute(secondEnds);
    }

    eventually(() -> sync.isAtTheHeads(node));
    assertEquals(stand, store.number("SELECT count(*) FROM entry WHERE standing"));
    assertEquals(stand > 0, node.bans(organisation, NUMBER));
    assertEquals(0, node.check().repaired());
    store.sql(statement("ban").formatted(3));
    eventually(() -> node.bans(organisation, NUMBER));
    store.sql("UPDATE entry SET lifted_at = now() WHERE standing");
    eventually(() -> !node.bans(organisation, NUMBER));
  }

  private static String statement(String what) {
    return what.equals("ban")
        ? "INSERT INTO ringfence.entry (organisation_id, kind, value, reason, source, visitor)"
            + " VALUES (1, 'phone', '"
            + NUMBER
            + "', 'x', 'visitor', 'vis_%d')"
        : "UPDATE ringfence.entry SET lifted_at = now() WHERE visitor = 'vis_%d' AND standing";
  }

  private static void execute(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new AssertionError(sql, failed);
    }
  }

  /** As they come, and often. */
  @Test
  void aKeyWhoseSourcesComeAndGoIsNeverFreeInBetween() throws Exception {
    TestNode node = sync.following();
    store.sql(statement("ban").formatted(1));

    for (int i = 1; i <= 20; i++) {
      int old = i;
      CompletableFuture<Void> clearing =
          CompletableFuture.runAsync(() -> store.sql(statement("clear").formatted(old)));
      store.sql(statement("ban").formatted(i + 1));
      clearing.get();
      eventually(() -> sync.isAtTheHeads(node));
      assertTrue(node.bans(organisation, NUMBER), "round " + i);
    }
    store.sql(statement("clear").formatted(21));

    eventually(() -> !node.bans(organisation, NUMBER));
    assertEquals(0, node.check().repaired());
  }
}
