package io.ringfence.sync;

import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Index;
import io.ringfence.domain.Organisation;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestServer;
import io.ringfence.store.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node reads from a standby, which lags, loses its primary and is promoted. */
class StandbyFaultIT {
  private final TestServer primary = TestServer.start();
  private final TestServer standby = primary.standby();
  private final TestStore writing = new TestStore(primary.address());
  private final TestStore reading = new TestStore(standby.address());
  private final Organisation organisation = writing.organisation("default");

  @AfterEach
  void close() {
    writing.close();
    reading.close();
    standby.close();
    primary.close();
  }

  /** One server's life, since two servers are slow to make. */
  @Test
  void aNodeFollowsItByLookingAndWaitsForItAndListensOnceItIsPromoted() {
    try (TestNode node = TestNode.following(standby.address())) {
      ban("+15005550001");
      eventually(() -> node.bans(organisation, "+15005550001") && node.isLive());
      Index before = node.node.current();

      // It stands still: what it has is served, and is not called fresh.
      reading.query("SELECT pg_wal_replay_pause()::text");
      ban("+15005550002");
      eventually(node::isStale);
      assertTrue(node.bans(organisation, "+15005550001"));
      assertFalse(node.bans(organisation, "+15005550002"));
      reading.query("SELECT pg_wal_replay_resume()::text");
      eventually(() -> node.bans(organisation, "+15005550002") && node.isLive());

      // Its primary is gone, so nobody can know what it lacks.
      primary.kill();
      eventually(node::isStale);
      reading.query("SELECT pg_promote()::text");
      eventually(node::isLive);
      reading.sql(insert("+15005550003"));
      eventually(() -> node.bans(organisation, "+15005550003"));
      assertSame(before, node.node.current(), "one history, by the log");
    }
  }

  /** The node was ahead of the standby, as after a move from the primary. */
  @Test
  void oneThatLagsIsWaitedForAndOneOfAnotherHistoryIsLoaded() {
    try (TcpProxy line = new TcpProxy(primary.address());
        TestNode node = TestNode.following(line.address())) {
      reading.query("SELECT pg_wal_replay_pause()::text");
      ban("+15005550001");
      eventually(() -> node.bans(organisation, "+15005550001"));
      Index before = node.node.current();

      line.lead(standby.address());
      eventually(node::isStale);
      assertTrue(node.bans(organisation, "+15005550001"));
      reading.query("SELECT pg_wal_replay_resume()::text");
      eventually(node::isLive);
      assertSame(before, node.node.current());

      // A failover that loses a commit: the same place, another change.
      reading.query("SELECT pg_promote()::text");
      eventually(() -> reading.query("SELECT pg_is_in_recovery()").get(0).equals("f"));
      line.lead(primary.address());
      ban("+15005550002");
      eventually(() -> node.bans(organisation, "+15005550002"));
      reading.sql(insert("+15005550003"));
      line.lead(standby.address());

      eventually(() -> node.bans(organisation, "+15005550003") && node.isLive());
      assertFalse(node.bans(organisation, "+15005550002"));
      assertNotSame(before, node.node.current());
    }
  }

  private void ban(String number) {
    writing.sql(insert(number));
  }

  private String insert(String number) {
    return "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '%s', 'x')"
        .formatted(organisation.id(), number);
  }
}
