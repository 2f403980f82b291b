package io.ringfence.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Index;
import io.ringfence.ban.Match;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Channel;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.E164;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Revision;
import io.ringfence.store.Database;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.IndexSource;
import io.ringfence.store.NodeStore;
import io.ringfence.store.PostgresFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node's index follows a real PostgreSQL, whoever changes it. */
class SyncIT {
  private static final String ORGANISATION =
      "INSERT INTO ringfence.organisation (slug, name) VALUES ('default', 'Default')";

  private final Vertx vertx = Vertx.vertx();
  private final DatabaseAddress address = PostgresFixture.migrated();
  private final Database database = Database.open(vertx, address);
  private final NodeIndex node = new NodeIndex();
  private final CorrectedClock clock = new CorrectedClock(InstantSource.system());
  private final List<Long> told = new CopyOnWriteArrayList<>();
  private final Sync sync =
      new Sync(
          new IndexSource(database),
          node,
          clock,
          () -> told.add(node.current().sizes().of(Kind.PHONE)));

  @BeforeEach
  void anOrganisation() {
    sql(ORGANISATION);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void loadsWhatStands() {
    ban("+15005550001");
    sql("UPDATE ringfence.entry SET lifted_at = now()");
    ban("+15005550002");

    follow();

    assertTrue(isBanned("+15005550002"));
    assertTrue(!isBanned("+15005550001"));
    assertEquals(Freshness.LIVE, node.freshness());
  }

  @Test
  void hearsOfABanAndOfItsEnd() {
    follow();

    ban("+15005550003");
    eventually(() -> isBanned("+15005550003"));
    sql("DELETE FROM ringfence.entry");

    eventually(() -> !isBanned("+15005550003"));
  }

  @Test
  void fetchesWhatDoesNotFitIntoANotification() {
    follow();

    sql(insert("'+1500' || (5550000 + i)", "12000"));

    eventually(() -> node.current().sizes().of(Kind.PHONE) == 12_000);
    assertTrue(isBanned("+15005562000"));
  }

  @Test
  void aKilledBackendCostsNothingButAMoment() {
    follow();
    Index before = node.current();

    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    ban("+15005550004");

    eventually(() -> isBanned("+15005550004"));
    assertSame(before, node.current(), "it caught up by the log and loaded nothing again");
  }

  @Test
  void anotherHistoryIsLoadedAnew() {
    ban("+15005550005");
    follow();
    Index before = node.current();

    sql(
        "ALTER TABLE ringfence.change_log DISABLE TRIGGER ALL; UPDATE ringfence.change_head SET"
            + " change_id = gen_random_uuid(); UPDATE ringfence.change_log SET change_id ="
            + " gen_random_uuid()");

    eventually(() -> node.current() != before);
    assertNotSame(before, node.current());
    assertTrue(isBanned("+15005550005"));
  }

  @Test
  void whoeverWaitsForAChangeIsToldWhenItIsApplied() {
    follow();
    // Before the ban: it may be applied before anybody could ask.
    long seq = node.replica().positions().get(1).seq();

    ban("+15005550006");

    await(sync.applied(new Revision(1, seq + 1)));

    assertTrue(isBanned("+15005550006"));
  }

  @Test
  void tellsAtOnceWhatSomebodyWaitsForAndNothingElse() {
    follow();
    ban("+15005550007");
    eventually(() -> isBanned("+15005550007"));

    sql("SET ringfence.wait = 'on'; " + insert("'+15005550008'", "1"));

    eventually(() -> isBanned("+15005550008"));
    eventually(() -> told.size() == 2);
    assertEquals(List.of(0L, 2L), told, "after the load, and once the awaited one is in force");
  }

  @Test
  void tellsOfWhatHadToBeFetchedOnlyOnceItIsInForce() {
    follow();

    sql("SET ringfence.wait = 'on'; " + insert("'+1500' || (5550000 + i)", "12000"));

    eventually(() -> told.size() == 2);
    assertEquals(List.of(0L, 12_000L), told);
  }

  @Test
  void tellsAtOnceWhenItIsAsked() {
    ban("+15005550009");
    follow();
    long seq = node.replica().positions().get(1).seq();

    await(new NodeStore(database).ask(new Revision(1, seq)));

    eventually(() -> told.size() == 2);
  }

  @Test
  void measuresHowFarTheClockIsOff() {
    InstantSource wrong = () -> InstantSource.system().instant().minusSeconds(300);
    CorrectedClock corrected = new CorrectedClock(wrong);
    NodeIndex other = new NodeIndex();

    Sync late = new Sync(new IndexSource(database), other, corrected, () -> {});
    await(vertx.deployVerticle(late));
    await(late.loaded());

    assertEquals(300, corrected.offset().toMillis() / 1e3, 2.0);
    assertEquals(Freshness.LIVE, other.freshness());
  }

  private void follow() {
    await(vertx.deployVerticle(sync));
    await(sync.loaded());
  }

  private boolean isBanned(String number) {
    long found =
        node.current().entries(1).exact(E164.parse(number).digits(), Channel.VOICE, clock.millis());
    return Match.bans(found);
  }

  private void ban(String number) {
    sql(insert("'" + number + "'", "1"));
  }

  private static String insert(String value, String count) {
    return "INSERT INTO ringfence.entry (organisation_id, kind, value, raw, reason) SELECT o.id,"
        + " 'phone', "
        + value
        + ", '', 'test' FROM ringfence.organisation o, generate_series(1, "
        + count
        + ") i";
  }

  private void sql(String text) {
    try (Connection connection = PostgresFixture.connect(address);
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    } catch (SQLException wrong) {
      throw new AssertionError(text, wrong);
    }
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not within 60 s");
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
