package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.ringfence.domain.Organisation;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the connections do when something is in their way. */
final class DatabaseIT {
  private static final String CALLER = "+14155552671";

  private TestStore store;
  private EntryStore entries;
  private Organisation organisation;

  @BeforeEach
  void open() {
    store = new TestStore();
    entries = new EntryStore(store.database);
    organisation = store.organisation("blocked");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void saysThatNobodyListens() {
    try (TestStore nowhere =
        new TestStore(DatabaseAddress.parse("postgresql://me:secret@127.0.0.1:1/x"))) {
      EntryStore list = new EntryStore(nowhere.database);

      assertThrows(
          DatabaseUnavailable.class, () -> await(list.put(organisation, ban(CALLER), ALICE)));
    }
  }

  /**
   * The server's answers are kept back until the client has sent COMMIT: it must not wait for any.
   */
  @Test
  void writesInOneRoundTrip() {
    RoundTripProxy proxy = new RoundTripProxy(store.vertx, store.address);
    try (TestStore near = new TestStore(await(proxy.start()))) {
      EntryStore list = new EntryStore(near.database);
      await(list.put(organisation, ban("+14155550001"), ALICE));
      proxy.answerNothingBefore("COMMIT");

      EntryWrite write = await(list.put(organisation, ban("+14155550002"), ALICE));

      assertEquals(Outcome.CREATED, write.outcome());
    }
  }

  @Test
  void goesOnAfterTheServerCutEveryConnection() {
    await(entries.put(organisation, ban(CALLER), ALICE));
    store.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

    Instant deadline = Instant.now().plusSeconds(60);
    EntryWrite write = null;
    while (write == null) {
      try {
        write = await(entries.put(organisation, ban(CALLER), ALICE));
      } catch (DatabaseUnavailable e) {
        assertTrue(Instant.now().isBefore(deadline), "it does not come back");
      }
    }

    assertEquals(Outcome.UNCHANGED, write.outcome());
  }

  @Test
  void doesNotWaitLongForAWriterThatHoldsTheShard() throws SQLException {
    try (Connection stuck = PostgresFixture.connect(store.address);
        Statement statement = stuck.createStatement()) {
      stuck.setAutoCommit(false);
      statement.execute("SELECT lock_organisation(" + organisation.id() + ")");

      assertThrows(
          DatabaseUnavailable.class, () -> await(entries.put(organisation, ban(CALLER), ALICE)));
      stuck.rollback();
    }

    assertEquals(Outcome.CREATED, await(entries.put(organisation, ban(CALLER), ALICE)).outcome());
  }

  /** More writers than connections, and the shard is held: each is told, and none is lost. */
  @Test
  void tellsEveryWriterWhenAllConnectionsAreTaken() throws SQLException {
    List<Future<EntryWrite>> writes = new ArrayList<>();
    try (Connection stuck = PostgresFixture.connect(store.address);
        Statement statement = stuck.createStatement()) {
      stuck.setAutoCommit(false);
      statement.execute("SELECT lock_organisation(" + organisation.id() + ")");
      for (int i = 0; i < 40; i++) {
        writes.add(entries.put(organisation, ban(CALLER), ALICE));
      }

      for (Future<EntryWrite> write : writes) {
        assertThrows(DatabaseUnavailable.class, () -> await(write));
      }
      stuck.rollback();
    }

    assertEquals(Outcome.CREATED, await(entries.put(organisation, ban(CALLER), ALICE)).outcome());
  }

  @Test
  void letsOtherShardsWriteMeanwhile() throws SQLException {
    Organisation other = store.organisation("free");
    try (Connection stuck = PostgresFixture.connect(store.address);
        Statement statement = stuck.createStatement()) {
      stuck.setAutoCommit(false);
      statement.execute("SELECT lock_organisation(" + organisation.id() + ")");

      EntryWrite write = await(entries.put(other, ban(CALLER), ALICE));

      assertEquals(Outcome.CREATED, write.outcome());
    }
  }

  /**
   * The gateway locks the shard and then the row; somebody in psql has the row and wants the shard.
   * Whichever of the two PostgreSQL chooses to fail, the gateway's write is done.
   */
  @Test
  void winsOverADeadlockInTheEnd() throws SQLException {
    long id = await(entries.put(organisation, ban(CALLER), ALICE)).entry().id();
    Future<Optional<EntryWrite>> lift;
    try (Connection psql = PostgresFixture.connect(store.address);
        Statement statement = psql.createStatement()) {
      psql.setAutoCommit(false);
      statement.execute("SELECT FROM entry FOR UPDATE");
      lift = entries.lift(store.database.session(organisation, ALICE), Effect.BAN, id, "x");
      waitUntilOneWaits();
      try {
        statement.execute("UPDATE entry SET note = 'mine'");
        psql.commit();
      } catch (SQLException e) {
        assertEquals("40P01", e.getSQLState());
        psql.rollback();
      }
    }

    assertEquals(Outcome.LIFTED, await(lift).orElseThrow().outcome());
  }

  private void waitUntilOneWaits() {
    Instant deadline = Instant.now().plusSeconds(60);
    while (store.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
      assertTrue(Instant.now().isBefore(deadline), "nobody waits");
      Thread.onSpinWait();
    }
  }

  @Test
  void undoesWorkThatFails() {
    assertThrows(
        IllegalStateException.class,
        () ->
            await(
                store
                    .database
                    .session(organisation, ALICE)
                    .together(
                        session ->
                            session
                                .run(
                                    io.ringfence.store.Statement.of(
                                        "INSERT INTO entry (organisation_id, kind, value, reason)"
                                            + " VALUES ($1::int, 'phone', '+14155552671', 'x')",
                                        organisation.id()))
                                .compose(
                                    done ->
                                        Future.failedFuture(
                                            new IllegalStateException("of its own"))))));

    assertEquals(0, store.number("SELECT count(*) FROM entry"));
  }
}
