package io.ringfence.ops;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** When a node answers ready. */
class HealthTest {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final NodeIndex node = new NodeIndex();
  private final AtomicBoolean announced = new AtomicBoolean(true);
  private Instant now = Instant.EPOCH;
  private final Health health =
      new Health(
          node,
          new GatewayConfig.Calls(null, null, false, true, GRACE),
          () -> now,
          List.of(),
          announced::get);

  @Test
  void isReadyOnceAListIsLoaded() {
    assertFalse(health.ready());

    load();

    assertTrue(health.ready());
  }

  @Test
  void isReadyWithoutAListAfterAWhile() {
    now = now.plus(GRACE);

    assertTrue(health.ready());
  }

  @Test
  void isNotReadyBeforeTheOtherNodesHaveBeenTold() {
    announced.set(false);
    load();
    assertFalse(health.ready());

    announced.set(true);

    assertTrue(health.ready());
  }

  @Test
  void isNotReadyWhileItStops() {
    load();

    health.stopping();

    assertFalse(health.ready());
  }

  private void load() {
    node.swap(
        new Replica(
            new IndexLoad().finish(),
            Collections.nCopies(Revision.SHARDS, new Replica.Position(0, null)),
            node.counts()));
  }
}
