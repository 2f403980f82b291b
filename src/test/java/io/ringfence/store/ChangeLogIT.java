package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Change;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dense, in order, whole: whoever writes, and however many at once. */
final class ChangeLogIT {
  private static final int WRITERS = 6;
  private static final int WRITES = 60;
  private static final int VALUES = 12;

  private TestStore store;
  private EntryStore entries;
  private IndexSource source;

  @BeforeEach
  void open() {
    store = new TestStore();
    entries = new EntryStore(store.database);
    source = new IndexSource(store.database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void foldsToTheTablesWhoeverWrites() throws Exception {
    // Three organisations: two of them in one shard.
    List<Organisation> organisations = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      organisations.add(store.organisation("org-" + i));
    }
    store.sql(
        "INSERT INTO organisation (slug, name, shard) VALUES ('same', 'Same', "
            + organisations.get(0).shard()
            + ")");

    inParallel(
        writer -> {
          Random random = new Random(writer);
          for (int i = 0; i < WRITES; i++) {
            Organisation organisation = organisations.get(random.nextInt(organisations.size()));
            if (writer % 2 == 0) {
              writeAsGatewayIfItMay(organisation, random);
            } else {
              writeAsOperator(organisation, random);
            }
          }
        });

    assertHolds();
  }

  private void writeAsGatewayIfItMay(Organisation organisation, Random random) {
    try {
      writeAsGateway(organisation, random);
    } catch (DatabaseUnavailable e) {
      // Behind operators who hold rows and wait for the shard it waited too long, or was the one
      // that PostgreSQL chose to end that; it did nothing.
      assertTrue(e.getMessage().matches(".*(55P03|40P01).*"), e.getMessage());
    }
  }

  private void writeAsGateway(Organisation organisation, Random random) {
    Instant until =
        switch (random.nextInt(3)) {
          case 0 -> null;
          case 1 -> Instant.now().minusSeconds(60);
          default -> Instant.now().plusSeconds(1_000 + random.nextInt(1_000));
        };
    if (random.nextInt(3) > 0) {
      await(entries.put(organisation, ban(value(random), until), ALICE));
      return;
    }
    List<Entry> some =
        await(entries.list(organisation, EntryFilter.all(Effect.BAN), Long.MAX_VALUE, 5));
    if (!some.isEmpty()) {
      long id = some.get(random.nextInt(some.size())).id();
      await(entries.lift(store.database.session(organisation, ALICE), Effect.BAN, id, "enough"));
    }
  }

  private void writeAsOperator(Organisation organisation, Random random) throws SQLException {
    String sql =
        switch (random.nextInt(7)) {
          case 0 ->
              "INSERT INTO entry (organisation_id, kind, value, reason, source, visitor) SELECT %d, 'phone',"
                  + " '%s', 'x', 'visitor', 'vis_' || n FROM generate_series(1, 3) n ON CONFLICT DO NOTHING";
          case 1 ->
              "UPDATE entry SET lifted_at = now() WHERE organisation_id = %d AND value = '%s'";
          case 2 ->
              "DELETE FROM entry WHERE organisation_id = %d AND value = '%s' AND NOT standing";
          case 3 -> "UPDATE entry SET note = 'seen' WHERE organisation_id <> %d AND value = '%s'";
          case 4 ->
              "DELETE FROM entry WHERE organisation_id = %d AND value = '%s' AND source = 'visitor'";
          case 5 -> "UPDATE organisation SET name = 'renamed %2$s' WHERE id = %1$d";
          default ->
              "INSERT INTO entry (organisation_id, effect, kind, value, reason) VALUES"
                  + " (%d, 'allow', 'phone', '%s', 'x') ON CONFLICT DO NOTHING";
        };
    try (Connection connection = PostgresFixture.connect(store.address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql.formatted(organisation.id(), value(random)));
    } catch (SQLException e) {
      // Two operators may lock each other's rows: that one of them is told so is all that is
      // promised.
      if (!e.getSQLState().equals("40P01")) {
        throw e;
      }
    }
  }

  private static String value(Random random) {
    return "+1415555%04d".formatted(random.nextInt(VALUES));
  }

  private interface Writer {
    void write(int writer) throws Exception;
  }

  private static void inParallel(Writer writer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        tasks.add(
            () -> {
              writer.write(number);
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private void assertHolds() {
    Heads heads = await(source.heads());
    Fold log = new Fold();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      List<LoggedChange> changes = await(source.after(shard, 0, 1_000_000));
      assertEquals(heads.seq()[shard], changes.size());
      for (int i = 0; i < changes.size(); i++) {
        assertEquals(new Revision(shard, i + 1), changes.get(i).revision());
        log.apply(changes.get(i).change());
      }
      if (!changes.isEmpty()) {
        assertEquals(heads.changeId()[shard], changes.get(changes.size() - 1).changeId());
      }
    }
    Fold tables = new Fold();
    long loaded = await(source.load(tables::apply));
    assertEquals(tables.held(), log.held());
    assertEquals(LongStream.of(heads.entries()).sum(), loaded);
    assertHistoryHolds();
  }

  private void assertHistoryHolds() {
    assertEquals(
        0,
        store.number(
            "SELECT count(*) FROM (SELECT organisation_id FROM audit_head"
                + " WHERE audit_broken_at(organisation_id) IS NOT NULL) x"));
    // The newest version of every entry is the entry; a deleted one has a last version that says
    // so.
    assertEquals(
        0,
        store.number(
            "WITH newest AS (SELECT DISTINCT ON (organisation_id, entry_id) * FROM entry_version"
                + " ORDER BY organisation_id, entry_id, seq DESC)"
                + " SELECT count(*) FROM newest v FULL JOIN entry e"
                + " ON e.organisation_id = v.organisation_id AND e.id = v.entry_id"
                + " WHERE CASE WHEN e.id IS NULL THEN v.change <> 'delete'"
                + " ELSE (e.value, e.until, e.note, e.standing, e.lifted_at) IS DISTINCT FROM"
                + " (v.value, v.until, v.note, v.standing, v.lifted_at) END"));
  }

  /**
   * Two sources of one value: it is banned exactly while one stands, however their ends overlap.
   */
  @Test
  void keepsAValueBannedWhileOneOfTwoSourcesStands() throws SQLException {
    Organisation organisation = store.organisation("two");
    String add =
        "INSERT INTO entry (organisation_id, kind, value, reason, source, visitor) VALUES (%d, 'phone',"
            + " '+14155552671', 'x', 'visitor', 'vis_%d')";
    store.sql(add.formatted(organisation.id(), 1));
    try (Connection clearing = PostgresFixture.connect(store.address);
        Statement clear = clearing.createStatement()) {
      clearing.setAutoCommit(false);
      clear.execute("UPDATE entry SET lifted_at = now() WHERE visitor = 'vis_1'");
      Future<?> banning =
          CompletableFuture.runAsync(() -> store.sql(add.formatted(organisation.id(), 2)));
      waitUntilOneWaits();
      clearing.commit();
      banning.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }

    List<LoggedChange> changes = await(source.after(organisation.shard(), 0, 100));

    Change.EntriesOf last = (Change.EntriesOf) changes.get(changes.size() - 1).change();
    assertEquals(1, last.entries().size());
    assertHolds();
  }

  private void waitUntilOneWaits() {
    Instant deadline = Instant.now().plusSeconds(60);
    while (store.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
      assertTrue(Instant.now().isBefore(deadline), "nobody waits for the shard");
      Thread.onSpinWait();
    }
  }

  @Test
  void publishesOneChangeForEachValueOfAStatement() {
    Organisation organisation = store.organisation("bulk");
    long before = store.number("SELECT seq FROM change_head WHERE shard = " + organisation.shard());

    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone', '+1415555' || n, 'x'"
                .formatted(organisation.id())
            + " FROM generate_series(1000, 1999) n");

    List<LoggedChange> changes = await(source.after(organisation.shard(), before, 10_000));
    assertEquals(1_000, changes.size());
    assertEquals(
        new Change.EntriesOf(
            organisation.id(),
            Kind.PHONE,
            "+14155551000",
            List.of(new EntryState(1, Effect.BAN, EntryState.NEVER, false, 7))),
        changes.get(0).change());
    assertHolds();
  }

  @Test
  void saysWhoWroteInPlainSql() {
    Organisation organisation = store.organisation("plain");

    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '+14155552671', 'x')"
            .formatted(organisation.id()),
        "UPDATE entry SET lifted_at = now()");

    assertEquals(List.of("sql:postgres"), store.query("SELECT lifted_by FROM entry"));
    assertEquals(
        List.of("organisation.created", "ban.created", "ban.lifted"),
        store.query("SELECT action FROM audit_log ORDER BY seq"));
    assertEquals(List.of("+14155552671"), store.query("SELECT raw FROM entry"));
  }

  @Test
  void refusesWhatNoNodeWouldHearOf() {
    Organisation organisation = store.organisation("stubborn");

    assertRefused("TRUNCATE entry");
    assertRefused("TRUNCATE change_log");
    assertRefused("UPDATE organisation SET shard = (shard + 1) % 16");
    assertRefused("UPDATE organisation SET id = id + 1");
    assertRefused("DELETE FROM audit_log");
    assertRefused(
        "INSERT INTO entry (organisation_id, id, kind, value, reason) VALUES (%d, 7, 'phone', '+14155552671', 'x')"
            .formatted(organisation.id()));
    assertRefused(
        "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '415', 'x')"
            .formatted(organisation.id()));
  }

  private void assertRefused(String sql) {
    boolean done = true;
    try {
      store.sql(sql);
    } catch (IllegalStateException e) {
      done = false;
    }
    assertFalse(done, sql);
  }

  @Test
  void publishesKeysLinesAndAccountsAndTheirEnd() {
    Organisation organisation = store.organisation("things");
    String id = Integer.toString(organisation.id());
    store.sql(
        "INSERT INTO account (organisation_id, slug, public_keys, api_key_sealed) VALUES ("
            + id
            + ", 'acc', ARRAY['AAAA'], '\\x0102')",
        "INSERT INTO account (slug) VALUES ('shared')",
        "INSERT INTO line (organisation_id, account_id, number, policies) SELECT "
            + id
            + ", id, '+14155550000', '{\"withheld\": \"reject\"}' FROM account WHERE slug = 'acc'",
        "INSERT INTO line (organisation_id, account_id) SELECT "
            + id
            + ", id FROM account WHERE slug = 'acc'",
        "INSERT INTO api_key (organisation_id, hash, name, permissions, expires_at) SELECT "
            + id
            + ", encode(sha256(n::text::bytea), 'hex'), 'k', ARRAY['bans:read', 'act_as'], '2099-01-01Z' FROM generate_series(1, 2) n");

    store.sql(
        "UPDATE api_key SET revoked_at = now() WHERE id = 1",
        "DELETE FROM line WHERE number IS NOT NULL",
        "UPDATE account SET public_keys = '{}' WHERE slug = 'shared'");

    assertHolds();
    Fold tables = new Fold();
    await(source.load(tables::apply));
    assertEquals(5, tables.held().size());
    assertEquals(
        0,
        store.number(
            "SELECT count(*) FROM audit_detail WHERE detail::text LIKE '%hash%' OR detail::text LIKE '%sealed%'"));
  }
}
