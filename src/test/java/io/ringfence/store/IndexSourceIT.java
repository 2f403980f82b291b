package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Change;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Organisation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IndexSourceIT {
  private TestStore store;
  private IndexSource source;
  private final BlockingQueue<Notice> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> lost = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() {
    store = new TestStore();
    source = new IndexSource(store.database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Listener listen() {
    return await(source.listen(heard::add, lost::add));
  }

  private Notice next() throws InterruptedException {
    Notice notice = heard.poll(60, TimeUnit.SECONDS);
    assertNotNull(notice, "no notification came");
    return notice;
  }

  @Test
  void givesAnEmptyDatabaseAnIdentity() {
    Heads heads = await(source.heads());

    assertEquals(16, Set.of(heads.changeId()).size());
    assertEquals(0, heads.seq()[15]);
    assertNotEquals(new UUID(0, 0), heads.changeId()[0]);
    assertNotNull(heads.server().time());
  }

  @Test
  void loadsNothingFromAnEmptyDatabase() {
    List<Change> changes = new ArrayList<>();

    long rows = await(source.load(changes::add));

    assertEquals(0, rows);
    assertEquals(List.of(), changes);
  }

  /** More than two pages, with values of several entries across their ends. */
  @Test
  void loadsEveryValueOnceAcrossPages() {
    Organisation organisation = store.organisation("big");
    String insert =
        "INSERT INTO entry (organisation_id, effect, kind, value, reason, source, visitor) SELECT %d, %s,"
            + " 'phone', '+1415' || n, 'x', %s FROM generate_series(1000000, %d) n";
    store.sql(
        insert.formatted(organisation.id(), "'ban'", "'list', NULL", 1_021_000),
        insert.formatted(organisation.id(), "'allow'", "'list', NULL", 1_015_000),
        insert.formatted(organisation.id(), "'ban'", "'visitor', 'vis_1'", 1_010_000));
    Set<String> values = new HashSet<>();
    List<Change.EntriesOf> all = new ArrayList<>();

    long rows =
        await(
            source.load(
                change -> {
                  if (change instanceof Change.EntriesOf entries) {
                    all.add(entries);
                    assertTrue(values.add(entries.value()), "twice: " + entries.value());
                  }
                }));

    assertEquals(46_003, rows);
    assertEquals(46_003, all.stream().mapToLong(e -> e.entries().size()).sum());
    assertEquals(21_001, all.size());
    assertEquals(46_003, await(source.heads()).entries()[organisation.shard()]);
  }

  @Test
  void passesOverARowThatCannotBeRead() {
    Organisation organisation = store.organisation("odd");
    String insert = "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, %s, 'x')";
    store.sql(
        "ALTER TABLE entry DROP CONSTRAINT entry_value_form",
        insert.formatted(organisation.id(), "'fax', '+14155550001'"),
        insert.formatted(organisation.id(), "'phone', '+14155550002'"));
    List<Change> changes = new ArrayList<>();

    long rows = await(source.load(changes::add));

    assertEquals(2, rows);
    assertEquals(1, source.skipped());
    assertEquals(2, changes.size());
    assertTrue(changes.get(1) instanceof Change.EntriesOf e && e.value().equals("+14155550002"));
    List<LoggedChange> log = await(source.after(organisation.shard(), 1, 10));
    assertEquals(new Change.Unreadable("entries"), log.get(0).change());
  }

  @Test
  void refusesToLoadWhatRowSecurityWouldHide() {
    store.organisation("hidden");
    store.sql(
        "CREATE ROLE blind LOGIN PASSWORD 'blind'",
        "GRANT USAGE ON SCHEMA ringfence TO blind",
        "GRANT SELECT ON ALL TABLES IN SCHEMA ringfence TO blind");
    DatabaseAddress blind =
        DatabaseAddress.parse(
            "postgresql://blind:blind@127.0.0.1:%d/%s"
                .formatted(store.address.port(), store.address.database()));
    try (TestStore other = new TestStore(blind)) {

      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class,
              () -> await(new IndexSource(other.database).load(change -> {})));

      assertTrue(failure.getMessage().contains("row-level security hides the tables from blind"));
    } finally {
      store.sql("DROP OWNED BY blind", "DROP ROLE blind");
    }
  }

  @Test
  void fetchesTheLogInPieces() {
    Organisation organisation = store.organisation("pieces");
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone', '+141555500' || n, 'x'"
                .formatted(organisation.id())
            + " FROM generate_series(10, 19) n");

    List<LoggedChange> piece = await(source.after(organisation.shard(), 3, 4));

    assertEquals(List.of(4L, 5L, 6L, 7L), piece.stream().map(c -> c.revision().seq()).toList());
  }

  @Test
  void ringsWithTheChangesInIt() throws InterruptedException {
    Organisation organisation = store.organisation("bell");
    Listener listener = listen();

    EntryWrite write =
        await(new EntryStore(store.database).put(organisation, ban("+14155552671"), ALICE));

    Notice notice = next();
    assertEquals(write.revision().shard(), notice.shard());
    assertEquals(write.revision().seq(), notice.first());
    assertEquals(1, notice.count());
    assertEquals(await(source.after(notice.shard(), notice.first() - 1, 1)), notice.changes());
    await(listener.close());
  }

  @Test
  void ringsWithoutTheChangesWhereTheyDoNotFit() throws InterruptedException {
    Organisation organisation = store.organisation("large");
    Listener listener = listen();

    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone', '+141555500' || n, 'x'"
                .formatted(organisation.id())
            + " FROM generate_series(10, 70) n");

    Notice notice = next();
    assertEquals(2, notice.first());
    assertEquals(61, notice.count());
    assertEquals(List.of(), notice.changes());
    await(listener.close());
  }

  /** Every size around the limit of a notification goes through. */
  @Test
  void ringsAtEverySize() throws InterruptedException {
    Organisation organisation = store.organisation("sizes");
    Listener listener = listen();

    for (int n = 1; n <= 70; n++) {
      store.sql(
          "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone', '+1415' || %d + n, 'x'"
                  .formatted(organisation.id(), 1_000_000 + 1_000 * n)
              + " FROM generate_series(1, "
              + n
              + ") n");
    }

    long expected = 2;
    for (int n = 1; n <= 70; n++) {
      Notice notice = next();
      assertEquals(expected, notice.first());
      assertEquals(n, notice.count());
      assertTrue(notice.changes().isEmpty() || notice.changes().size() == n);
      expected += n;
    }
    await(listener.close());
  }

  @Test
  void hearsNothingOfWhatWasRolledBack() throws InterruptedException {
    Organisation organisation = store.organisation("undone");
    Listener listener = listen();
    String insert =
        "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '%s', 'x')";

    store.sql(
        "BEGIN",
        insert.formatted(organisation.id(), "+14155550001"),
        "ROLLBACK",
        insert.formatted(organisation.id(), "+14155550002"));

    Notice notice = next();
    assertEquals(2, notice.first());
    assertTrue(((Change.EntriesOf) notice.changes().get(0).change()).value().endsWith("2"));
    await(listener.close());
  }

  @Test
  void survivesAStrangersNotification() throws InterruptedException {
    Listener listener = listen();

    store.sql("NOTIFY ringfence, 'hello'");
    store.organisation("after");

    assertEquals(1, next().first());
    await(listener.close());
  }

  @Test
  void asksForTheHeadsWhileListening() {
    Listener listener = listen();

    Heads heads = await(listener.heads(new long[16]));

    assertEquals(16, heads.seq().length);
    await(listener.close());
  }

  @Test
  void saysOnceThatTheConnectionIsLost() throws InterruptedException {
    listen();

    store.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND query = 'LISTEN ringfence'");

    assertNotNull(lost.poll(60, TimeUnit.SECONDS));
    assertNull(lost.poll());
  }

  @Test
  void endsAConnectionThatFallsSilent() throws InterruptedException {
    listen();

    // Nobody asks for the heads, so nothing comes, and the peer is taken for dead.
    assertNotNull(lost.poll(Listener.SILENCE_S + 60, TimeUnit.SECONDS));
  }

  @Test
  void saysNothingWhenItIsClosed() {
    Listener listener = listen();

    await(listener.close());

    assertNull(lost.poll());
    assertThrows(DatabaseUnavailable.class, () -> await(listener.heads(new long[16])));
  }
}
