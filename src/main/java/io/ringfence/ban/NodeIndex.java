package io.ringfence.ban;

import io.ringfence.domain.Freshness;
import io.ringfence.domain.Revision;
import java.time.Duration;
import java.time.Instant;

/** What a node holds, and how fresh it is. Any thread reads; one thread at a time writes. */
public final class NodeIndex {
  private final Counts counts = new Counts();
  private volatile Replica replica;
  private volatile Freshness freshness = Freshness.LOADING;
  private volatile Instant asOf;

  /** The index in force, or null while nothing was ever loaded. Hold on to it for one decision. */
  public Index current() {
    Replica held = replica;
    return held == null ? null : held.index();
  }

  /** The index in force with its place in the change logs, or null. */
  public Replica replica() {
    return replica;
  }

  /** Whether that change is in force on this node. */
  public boolean has(Revision revision) {
    Replica held = replica;
    return held != null && held.has(revision);
  }

  public Freshness freshness() {
    return freshness;
  }

  /** When the index was last known to be complete, by the corrected clock; null before a load. */
  public Instant asOf() {
    return asOf;
  }

  /**
   * How long ago the index was last known to be complete; zero before a load. A moment that has yet
   * to come was read off another clock, and counts as being as far away as it seems.
   */
  public Duration staleness(Instant now) {
    Instant then = asOf;
    return then == null ? Duration.ZERO : Duration.between(then, now).abs();
  }

  public Counts counts() {
    return counts;
  }

  /** Puts a loaded index in the place of the one in force. */
  public void swap(Replica loaded) {
    replica = loaded;
    counts.loaded();
  }

  /**
   * Puts what an earlier run left into force; nothing newer is known.
   *
   * @param at when it was last known to be complete
   */
  public void restored(Replica left, Instant at) {
    asOf = at;
    replica = left;
    freshness = Freshness.STALE;
  }

  /**
   * The database confirmed that there is nothing newer than what is in force.
   *
   * @param at when it did, by the corrected clock
   */
  public void confirmed(Instant at) {
    asOf = at;
    freshness = Freshness.LIVE;
  }

  /** The database has not confirmed anything for too long; what is in force goes on serving. */
  public void stale() {
    if (replica != null) {
      freshness = Freshness.STALE;
    }
  }
}
