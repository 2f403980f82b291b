package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
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
import java.util.UUID;
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
  private final GatewayNode self = node("n-0", NOTHING, List.of());

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
    assertEquals(1, all().size());
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

    GatewayNode read = all().get(0);

    assertEquals(1, read.lag());
    assertTrue(read.has(new Revision(organisation.shard(), 1)));
    assertFalse(read.has(new Revision(organisation.shard(), 2)));
    assertEquals(Map.of("phones", 10_000_000_000L), read.sizes());
    assertEquals(Freshness.LIVE, read.freshness());
  }

  @Test
  void aHeartbeatOfFiveSecondsAgoIsNoSignOfLife() {
    await(nodes.beat(node(NOTHING), UP, true));
    assertTrue(all().get(0).live());

    store.sql("UPDATE gateway_node SET heartbeat_at = clock_timestamp() - interval '5 seconds'");

    assertFalse(all().get(0).live());
  }

  /** The same number may be another change: after a restore, or a failover that lost commits. */
  @Test
  void whatIsOfAnotherHistoryIsNotHeld() {
    Organisation organisation = store.organisation("some");
    store.sql("UPDATE organisation SET name = 'Y'", "UPDATE organisation SET name = 'Z'");
    int shard = organisation.shard();
    for (long seq = 1; seq <= 3; seq++) {
      UUID right = UUID.fromString(store.query(changeId(shard, seq)).get(0));
      Revision revision = new Revision(shard, seq);

      await(nodes.beat(node("n-1", applied(shard, seq), at(shard, right)), UP, true));
      assertTrue(all().get(0).has(revision));
      assertEquals(3 - seq, all().get(0).lag());
      await(nodes.beat(node("n-1", applied(shard, seq), at(shard, UUID.randomUUID())), UP, true));

      assertFalse(all().get(0).has(revision));
      assertEquals(3, all().get(0).lag());
    }
    await(nodes.beat(node("n-1", applied(shard, 4), at(shard, UUID.randomUUID())), UP, true));
    assertFalse(all().get(0).has(new Revision(shard, 1)), "beyond the log");
  }

  /** Its row is up to a second old, and it knows better. */
  @Test
  void theNodeThatAsksIsTakenAtItsWordAndNotByItsRow() {
    Organisation organisation = store.organisation("some");
    int shard = organisation.shard();
    UUID right = UUID.fromString(store.query(changeId(shard, 1)).get(0));
    await(nodes.beat(node(NOTHING), UP, true));

    GatewayNode now = node("n-1", applied(shard, 1), at(shard, right));
    GatewayNode astray = node("n-1", applied(shard, 1), at(shard, UUID.randomUUID()));

    assertTrue(await(nodes.all(now)).get(0).has(new Revision(shard, 1)));
    assertFalse(await(nodes.all(astray)).get(0).has(new Revision(shard, 1)));
  }

  private static String changeId(int shard, long seq) {
    return "SELECT change_id FROM change_log WHERE shard = " + shard + " AND seq = " + seq;
  }

  private static List<UUID> at(int shard, UUID id) {
    List<UUID> ids = new ArrayList<>(Collections.nCopies(Revision.SHARDS, new UUID(0, 0)));
    ids.set(shard, id);
    return ids;
  }

  @Test
  void isRemovedOnceAndTheAuditSaysByWhom() {
    await(nodes.beat(node(NOTHING), UP, true));

    assertTrue(await(nodes.remove("n-1", ALICE)));
    assertFalse(await(nodes.remove("n-1", ALICE)));

    assertEquals(List.of(), all());
    assertEquals(
        List.of("0 node.removed node:n-1 alice@example.com key_alice 192.0.2.1 request-1 gate-1"),
        store.query(
            "SELECT concat_ws(' ', organisation_id, action, target, actor, actor_key, address,"
                + " request_id, detail->'before'->>'name')"
                + " FROM audit_log JOIN audit_detail USING (organisation_id, seq)"
                + " WHERE action LIKE 'node.%'"));
    assertEquals(List.of("t"), store.query("SELECT audit_broken_at(0) IS NULL"));
  }

  @Test
  void oneThatStopsInOrderLeavesNoTrace() {
    await(nodes.beat(node(NOTHING), UP, true));

    await(nodes.leave("n-1"));

    assertEquals(List.of(), all());
    assertEquals(0, store.number("SELECT count(*) FROM audit_log WHERE action LIKE 'node.%'"));
  }

  private List<GatewayNode> all() {
    return await(nodes.all(self));
  }

  private static List<Long> applied(int shard, long seq) {
    List<Long> applied = new ArrayList<>(NOTHING);
    applied.set(shard, seq);
    return applied;
  }

  private static GatewayNode node(List<Long> applied) {
    return node("n-1", applied, List.of());
  }

  private static GatewayNode node(String id, List<Long> applied, List<UUID> changeIds) {
    return new GatewayNode(
        id,
        "gate-1",
        "0.1.0",
        null,
        null,
        null,
        Freshness.LIVE,
        applied,
        changeIds,
        Map.of("phones", 10_000_000_000L),
        null,
        true);
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not within 60 s");
      LockSupport.parkNanos(2_000_000);
    }
  }
}
