package io.ringfence.domain;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a piece of work has to be over. Made once where the work comes in and handed down, so that
 * steps share one budget. Runs on a monotonic clock: setting the machine's time does not move it.
 *
 * @param clock nanoseconds from any origin, as {@link System#nanoTime()} gives them
 * @param startedAt by that clock
 * @param budget how long the work may take
 */
public record Deadline(LongSupplier clock, long startedAt, Duration budget) {

  /** Starts now. */
  public static Deadline start(LongSupplier clock, Duration budget) {
    return new Deadline(clock, clock.getAsLong(), budget);
  }

  /** Since the start. */
  public Duration elapsed() {
    return Duration.ofNanos(clock.getAsLong() - startedAt);
  }

  /** Until the end; zero once it has passed. */
  public Duration remaining() {
    Duration left = budget.minus(elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  public boolean hasPassed() {
    return remaining().isZero();
  }
}
