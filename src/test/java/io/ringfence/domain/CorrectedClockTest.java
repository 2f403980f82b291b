package io.ringfence.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class CorrectedClockTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private final CorrectedClock clock = new CorrectedClock(InstantSource.fixed(NOW));

  @Test
  void isTheNodesOwnUntilAnOffsetIsMeasured() {
    assertEquals(NOW, clock.instant());
    assertEquals(NOW.toEpochMilli(), clock.millis());
  }

  @Test
  void addsWhatTheDatabaseIsAhead() {
    clock.correctBy(Duration.ofSeconds(-90));

    assertEquals(NOW.minusSeconds(90), clock.instant());
    assertEquals(NOW.minusSeconds(90).toEpochMilli(), clock.millis());
    assertEquals(NOW, clock.node().instant());
    assertEquals(Duration.ofSeconds(-90), clock.offset());
  }
}
