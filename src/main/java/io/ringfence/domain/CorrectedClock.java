package io.ringfence.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The node's clock, corrected by how far it is off from the database's: all nodes judge ends by the
 * same time. Until an offset is measured it is the node's own.
 */
public final class CorrectedClock implements InstantSource {
  private final InstantSource node;
  private volatile long offsetMillis;

  public CorrectedClock(InstantSource node) {
    this.node = node;
  }

  /** The corrected time, whole milliseconds added to the node's. */
  @Override
  public Instant instant() {
    return node.instant().plusMillis(offsetMillis);
  }

  @Override
  public long millis() {
    return node.millis() + offsetMillis;
  }

  /** The node's own time. */
  public InstantSource node() {
    return node;
  }

  /** How far the database's clock is ahead of the node's; negative if it is behind. */
  public Duration offset() {
    return Duration.ofMillis(offsetMillis);
  }

  /** Sets how far the database's clock is ahead. */
  public void correctBy(Duration offset) {
    offsetMillis = offset.toMillis();
  }
}
