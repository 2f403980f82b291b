package io.ringfence.sync;

import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Index;
import io.ringfence.domain.Organisation;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node of two is cut off, or its clock is wrong. */
class OneNodeFaultIT {
  private final TestStore store = new TestStore();
  private Organisation organisation;

  @BeforeEach
  void anOrganisation() {
    organisation = store.organisation("default");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theOtherGoesOnAndTheFrozenOneCatchesUp() {
    try (TcpProxy proxy = new TcpProxy(store.address);
        TestNode frozen = TestNode.following(proxy.address());
        TestNode other = TestNode.following(store.address)) {
      ban("+15005550001", null);
      eventually(() -> frozen.bans(organisation, "+15005550001"));
      Index before = frozen.node.current();

      proxy.freeze();
      ban("+15005550002", null);
      store.sql("DELETE FROM entry WHERE value = '+15005550001'");
      eventually(() -> other.bans(organisation, "+15005550002"));
      eventually(frozen::isStale);
      assertTrue(other.isLive());
      assertTrue(frozen.bans(organisation, "+15005550001"));
      proxy.thaw();

      eventually(() -> frozen.bans(organisation, "+15005550002") && frozen.isLive());
      assertFalse(frozen.bans(organisation, "+15005550001"));
      assertSame(before, frozen.node.current());
    }
  }

  @Test
  void aClockFiveMinutesAheadEndsNoBanEarly() {
    endsAsIfTheClockWereRight(Duration.ofMinutes(5));
  }

  @Test
  void aClockFiveMinutesBehindEndsNoBanLate() {
    endsAsIfTheClockWereRight(Duration.ofMinutes(-5));
  }

  private void endsAsIfTheClockWereRight(Duration off) {
    InstantSource wrong = () -> Instant.now().plus(off);
    try (TestNode node = new TestNode(store.address, wrong)) {
      TestStore.await(node.sync.loaded());
      ban("+15005550001", "2 minutes");
      ban("+15005550002", "-2 minutes");
      ban("+15005550003", null);

      eventually(() -> node.bans(organisation, "+15005550003"));

      assertTrue(node.bans(organisation, "+15005550001"));
      assertFalse(node.bans(organisation, "+15005550002"));
      eventually(node::isLive);
      assertEquals(-off.toSeconds(), node.clock.offset().toMillis() / 1e3, 5);
      assertTrue(node.staleness().compareTo(Duration.ofMinutes(1)) < 0);
    }
  }

  private void ban(String number, String ending) {
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason, until) VALUES (%d, 'phone', '%s', 'x', %s)"
            .formatted(
                organisation.id(),
                number,
                ending == null ? "NULL" : "now() + interval '" + ending + "'"));
  }
}
