package io.ringfence.sync;

import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Index;
import io.ringfence.domain.Organisation;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way to PostgreSQL is cut, slow, narrow or dead. */
class BrokenConnectionFaultIT {
  private static final String NUMBER = "+15005550001";

  private final TestStore store = new TestStore();
  private final TcpProxy proxy = new TcpProxy(store.address);
  private Organisation organisation;
  private TestNode node;

  @BeforeEach
  void anOrganisation() {
    organisation = store.organisation("default");
  }

  @AfterEach
  void close() {
    proxy.close();
    if (node != null) {
      node.close();
    }
    store.close();
  }

  @Test
  void cutInTheMiddleOfANotificationItComesBackAndCatchesUp() {
    follow();
    Index before = node.node.current();
    proxy.cutInNextNotification();

    ban(NUMBER);

    eventually(() -> node.bans(organisation, NUMBER));
    eventually(node::isLive);
    assertSame(before, node.node.current(), "by the log, without a load");
  }

  @Test
  void cutAgainAndAgainNothingIsLost() {
    follow();

    for (int i = 10; i < 30; i++) {
      ban("+150055500" + i);
      if (i % 4 == 0) {
        proxy.cut();
      }
    }

    eventually(() -> node.phones() == 20);
    eventually(node::isLive);
    assertEquals(0, node.check().repaired());
  }

  @Test
  void delayedItIsLateByTheDelayAndNothingElse() {
    proxy.delay(Duration.ofMillis(150));
    follow();

    ban(NUMBER);

    eventually(() -> node.bans(organisation, NUMBER));
    eventually(node::isLive);
  }

  /** A load that takes longer than the silence after which a connection is taken for dead. */
  @Test
  void aLoadThroughANarrowLineTakesItsTimeAndEnds() {
    bulk(20_000);
    // Of each of the two connections that a load reads over.
    proxy.throttle(100_000);
    long before = System.nanoTime();

    follow();

    assertTrue(
        System.nanoTime() - before > Duration.ofSeconds(4).toNanos(), "too fast to prove anything");
    assertEquals(20_000, node.phones());
    assertEquals(1, node.node.counts().loads());
  }

  @Test
  void whatALongFetchBringsThroughANarrowLineArrivesToo() {
    follow();
    proxy.throttle(500_000);

    bulk(10_000);

    eventually(() -> node.phones() == 10_000);
    eventually(node::isLive);
    assertEquals(1, node.node.counts().loads());
  }

  /** A firewall forgot the connections: nothing passes on them, and nobody says so. */
  @Test
  void aHalfOpenConnectionIsNoticedAndReplaced() {
    follow();
    Index before = node.node.current();
    proxy.freezeLinks();

    ban(NUMBER);

    // TCP alone would take a quarter of an hour to notice.
    eventually(() -> node.bans(organisation, NUMBER));
    eventually(node::isLive);
    assertSame(before, node.node.current());
  }

  private void follow() {
    node = TestNode.following(proxy.address());
  }

  private void ban(String number) {
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '%s', 'x')"
            .formatted(organisation.id(), number));
  }

  private void bulk(int count) {
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone',"
                .formatted(organisation.id())
            + " '+1500' || (1000000 + n), 'bulk' FROM generate_series(1, "
            + count
            + ") n");
  }
}
