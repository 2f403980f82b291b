package io.ringfence.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  /** Near its end, as the clock of a long-running machine may be: it wraps around. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

  private final Deadline deadline = Deadline.start(nanos::get, Duration.ofMillis(1_500));

  @Test
  void runsDown() {
    nanos.addAndGet(400_000_000);

    assertEquals(Duration.ofMillis(400), deadline.elapsed());
    assertEquals(Duration.ofMillis(1_100), deadline.remaining());
    assertFalse(deadline.hasPassed());
  }

  @Test
  void hasPassedWhenTheBudgetIsUsedUpAndStaysSo() {
    nanos.addAndGet(1_500_000_000);
    assertTrue(deadline.hasPassed());

    nanos.addAndGet(1);
    assertEquals(Duration.ZERO, deadline.remaining());
  }
}
