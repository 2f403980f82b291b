package io.ringfence.ban;

import static io.ringfence.ban.Given.NOW;
import static io.ringfence.ban.Given.ORGANISATION;
import static io.ringfence.ban.Given.ban;
import static io.ringfence.ban.Given.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Replica.Applied;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final String NUMBER = "+14155552671";
  private static final UUID CHANGE = new UUID(1, 2);

  private final Counts counts = new Counts();
  private final Replica replica = replica();

  private Replica replica() {
    return new Replica(
        new Index(),
        Collections.nCopies(Revision.SHARDS, new Position(10, new UUID(0, 0))),
        counts);
  }

  @Test
  void appliesTheNextChangeOfAShard() {
    Applied applied = replica.apply(new Revision(3, 11), CHANGE, phone(NUMBER, ban(1)));

    assertEquals(Applied.NOW, applied);
    assertEquals(new Position(11, CHANGE), replica.positions().get(3));
    assertEquals(10, replica.positions().get(4).seq());
    assertTrue(replica.has(new Revision(3, 11)));
    assertTrue(banned());
  }

  @Test
  void doesNothingWithAChangeFromBefore() {
    Applied applied = replica.apply(new Revision(3, 10), CHANGE, phone(NUMBER, ban(1)));

    assertEquals(Applied.BEFORE, applied);
    assertFalse(banned());
  }

  @Test
  void doesNothingWithAChangeAfterAGap() {
    Applied applied = replica.apply(new Revision(3, 12), CHANGE, phone(NUMBER, ban(1)));

    assertEquals(Applied.GAP, applied);
    assertFalse(banned());
    assertFalse(replica.has(new Revision(3, 11)));
  }

  @Test
  void goesPastAChangeThatItCannotRead() {
    replica.apply(new Revision(3, 11), CHANGE, phone("nonsense", ban(1)));
    replica.apply(new Revision(3, 12), CHANGE, new Change.Unknown("weather"));

    assertEquals(12, replica.positions().get(3).seq());
    assertEquals(1, counts.badRows());
    assertEquals(1, counts.unknownTypes());
  }

  @Test
  void servesNothingUntilSomethingIsLoaded() {
    NodeIndex node = new NodeIndex();

    node.stale();

    assertNull(node.current());
    assertEquals(Freshness.LOADING, node.freshness());
    assertFalse(node.has(new Revision(3, 0)));
    assertEquals(Duration.ZERO, node.staleness(Instant.EPOCH));
  }

  @Test
  void goesOnServingWhenStale() {
    NodeIndex node = new NodeIndex();
    node.swap(replica);
    node.confirmed(Instant.ofEpochMilli(NOW));

    node.stale();

    assertSame(replica.index(), node.current());
    assertEquals(Freshness.STALE, node.freshness());
    assertEquals(Duration.ofSeconds(7), node.staleness(Instant.ofEpochMilli(NOW + 7_000)));
    assertTrue(node.has(new Revision(3, 10)));
    assertEquals(1, node.counts().loads());
  }

  private boolean banned() {
    long match = replica.index().entries(ORGANISATION).exact(14_155_552_671L, Channel.VOICE, NOW);
    return Match.bans(match);
  }
}
