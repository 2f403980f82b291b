package io.ringfence.store;

import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Freshness;
import io.ringfence.domain.GatewayNode;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NodeStoreIT {
  private static final List<Long> NOTHING = Collections.nCopies(Revision.SHARDS, 0L);
  private static final Duration UP = Duration.ofMinutes(3);

  private final TestStore store = new TestStore();
  private final NodeStore nodes = new NodeStore(store.database);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aNodeIsToldItsTimesByTheDatabasesClockAndKeepsThem() {
    GatewayNode first = await(nodes.beat(node(NOTHING), UP, false));
    assertNull(first.readyAt());
    Duration up = Duration.between(first.startedAt(), first.heartbeatAt());
    assertEquals(UP.toMinutes(), up.toMinutes());

    GatewayNode ready = await(nodes.beat(first, UP.plusHours(1), true));
    GatewayNode later = await(nodes.beat(ready, UP.plusHours(2), true));

    assertEquals(first.startedAt(), later.startedAt());
    assertEquals(ready.readyAt(), later.readyAt());
    assertTrue(later.heartbeatAt().isAfter(ready.readyAt()));
  }

  @Test
  void aNodeThatStartsAgainIsNotReadyYet() {
    GatewayNode before = await(nodes.beat(node(NOTHING), UP, true));

    GatewayNode again = await(nodes.beat(node(NOTHING), Duration.ZERO, false));

    assertNull(again.readyAt());
    assertNotEquals(before.startedAt(), again.startedAt());
    assertEquals(1, await(nodes.all()).size());
  }

  @Test
  void aHeartbeatMovesNoIndexAndRingsNoBell() {
    String logs = "SELECT sum(seq) FROM change_head";
    Organisation organisation = store.organisation("some");
    long before = store.number(logs);
    Database mine = Database.open(store.vertx, store.address);
    GatewayNode node = node(applied(organisation.shard(), 1));
    for (int i = 0; i <= 200; i++) {
      node = await(new NodeStore(mine).beat(node, UP, true));
    }

    // The server counts what a connection did when it ends.
    await(mine.close());

    String counted = " FROM pg_stat_user_tables WHERE relname = 'gateway_node'";
    eventually(() -> store.number("SELECT n_tup_upd" + counted) == 200);
    assertEquals(200, store.number("SELECT n_tup_hot_upd" + counted));
    assertEquals(before, store.number(logs));
  }

  @Test
  void saysHowFarEachIsBehind() {
    Organisation organisation = store.organisation("some");
    store.sql("UPDATE organisation SET name = 'Y'");
    await(nodes.beat(node(applied(organisation.shard(), 1)), UP, true));

    GatewayNode read = await(nodes.all()).get(0);

    assertEquals(1, read.lag());
    assertTrue(read.has(new Revision(organisation.shard(), 1)));
    assertFalse(read.has(new Revision(organisation.shard(), 2)));
    assertEquals(Map.of("phones", 10_000_000_000L), read.sizes());
    assertEquals(Freshness.LIVE, read.freshness());
  }

  @Test
  void aHeartbeatOfFiveSecondsAgoIsNoSignOfLife() {
    await(nodes.beat(node(NOTHING), UP, true));
    assertTrue(await(nodes.all()).get(0).live());

    store.sql("UPDATE gateway_node SET heartbeat_at = clock_timestamp() - interval '5 seconds'");

    assertFalse(await(nodes.all()).get(0).live());
  }

  @Test
  void isRemovedOnce() {
    await(nodes.beat(node(NOTHING), UP, true));

    assertTrue(await(nodes.remove("n-1")));
    assertFalse(await(nodes.remove("n-1")));
    assertEquals(List.of(), await(nodes.all()));
  }

  private static List<Long> applied(int shard, long seq) {
    List<Long> applied = new ArrayList<>(NOTHING);
    applied.set(shard, seq);
    return applied;
  }

  private static GatewayNode node(List<Long> applied) {
    return new GatewayNode(
        "n-1",
        "gate-1",
        "0.1.0",
        null,
        null,
        null,
        Freshness.LIVE,
        applied,
        Map.of("phones", 10_000_000_000L),
        null,
        true);
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not within 15 s");
      LockSupport.parkNanos(2_000_000);
    }
  }
}
