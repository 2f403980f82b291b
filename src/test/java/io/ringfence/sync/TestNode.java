package io.ringfence.sync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Match;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Channel;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.E164;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.store.Database;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.IndexSource;
import io.ringfence.store.TestStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A node without its ports: an index, and the sync that keeps it. */
final class TestNode implements AutoCloseable {
  final NodeIndex node = new NodeIndex();
  final CorrectedClock clock;
  final Sync sync;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

  TestNode(DatabaseAddress address) {
    this(address, InstantSource.system());
  }

  TestNode(DatabaseAddress address, InstantSource itsClock) {
    clock = new CorrectedClock(itsClock);
    sync = new Sync(new IndexSource(Database.open(vertx, address)), node, clock, () -> {});
    TestStore.await(vertx.deployVerticle(sync));
  }

  /** One that has loaded its list. */
  static TestNode following(DatabaseAddress address) {
    TestNode node = new TestNode(address);
    TestStore.await(node.sync.loaded());
    return node;
  }

  boolean bans(Organisation organisation, String number) {
    return node.current() != null
        && Match.bans(
            node.current()
                .entries(organisation.id())
                .exact(E164.parse(number).digits(), Channel.VOICE, clock.millis()));
  }

  boolean isLive() {
    return node.freshness() == Freshness.LIVE;
  }

  boolean isStale() {
    return node.freshness() == Freshness.STALE;
  }

  Duration staleness() {
    return node.staleness(clock.instant());
  }

  long phones() {
    return node.current() == null ? 0 : node.current().sizes().of(Kind.PHONE);
  }

  Loaded reload(boolean accept) {
    return TestStore.await(sync.reload(accept));
  }

  MemoryCheck.Found check() {
    return TestStore.await(sync.check());
  }

  /** Waits until something holds, for a bounded time. */
  static void eventually(BooleanSupplier condition) {
    int seconds = Boolean.getBoolean("long") ? 600 : 60;
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not within " + seconds + " s");
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    TestStore.await(vertx.close());
  }
}
