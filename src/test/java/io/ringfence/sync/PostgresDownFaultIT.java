package io.ringfence.sync;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Index;
import io.ringfence.domain.Organisation;
import io.ringfence.store.EntryStore;
import io.ringfence.store.TestServer;
import io.ringfence.store.TestStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL is killed, or stands still. */
class PostgresDownFaultIT {
  private static final int WRITERS = 4;

  private final TestServer server = TestServer.start();
  private final TestStore store = new TestStore(server.address());
  private Organisation organisation;
  private TestNode node;

  @BeforeEach
  void aNode() {
    organisation = store.organisation("default");
    node = TestNode.following(server.address());
  }

  @AfterEach
  void close() {
    node.close();
    store.close();
    server.close();
  }

  @Test
  void everyAcknowledgedBanSurvivesAKillUnderLoadAndIsEffectiveOnEveryNode() throws Exception {
    try (TestNode second = TestNode.following(server.address());
        TestNode third = TestNode.following(server.address())) {
      List<TestNode> nodes = List.of(node, second, third);
      List<Index> before = nodes.stream().map(one -> one.node.current()).toList();
      Queue<String> attempted = new ConcurrentLinkedQueue<>();
      Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
      AtomicBoolean over = new AtomicBoolean();
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        writers.add(CompletableFuture.runAsync(() -> write(writer, attempted, acknowledged, over)));
      }
      eventually(() -> acknowledged.size() > 100);

      server.kill();
      over.set(true);
      for (CompletableFuture<Void> writer : writers) {
        writer.get();
      }
      server.restart();

      // What nobody was told of may be there or not, and then it is so everywhere.
      Set<String> written = Set.copyOf(store.query("SELECT value FROM entry"));
      assertTrue(written.containsAll(acknowledged));
      assertTrue(attempted.containsAll(written));
      for (TestNode one : nodes) {
        eventually(() -> one.isLive() && one.phones() == written.size());
        for (String number : attempted) {
          assertEquals(written.contains(number), one.bans(organisation, number));
        }
        assertEquals(0, one.check().repaired());
      }
      for (int i = 0; i < nodes.size(); i++) {
        assertSame(before.get(i), nodes.get(i).node.current(), "by the log, without a load");
      }
    }
  }

  private void write(
      int writer, Queue<String> attempted, Queue<String> acknowledged, AtomicBoolean over) {
    EntryStore entries = new EntryStore(store.database);
    for (int i = 0; !over.get(); i++) {
      String number = "+1500%d%06d".formatted(writer + 2, i);
      attempted.add(number);
      try {
        await(entries.put(organisation, ban(number), ALICE));
        acknowledged.add(number);
      } catch (RuntimeException | AssertionError notAcknowledged) {
        // It may or may not have been written.
        return;
      }
    }
  }

  @Test
  void whileEveryProcessStandsStillTheListServesAndAfterwardsItCatchesUp() {
    put("+15005550001");
    eventually(() -> node.bans(organisation, "+15005550001"));
    Index before = node.node.current();

    server.freeze();
    eventually(node::isStale);
    boolean served = node.bans(organisation, "+15005550001");
    server.thaw();
    put("+15005550002");

    assertTrue(served);
    eventually(() -> node.bans(organisation, "+15005550002"));
    eventually(node::isLive);
    assertSame(before, node.node.current());
  }

  private void put(String number) {
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '%s', 'x')"
            .formatted(organisation.id(), number));
  }
}
