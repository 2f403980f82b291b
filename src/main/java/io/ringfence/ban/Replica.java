package io.ringfence.ban;

import io.ringfence.domain.Change;
import io.ringfence.domain.Revision;
import java.util.List;
import java.util.UUID;

/**
 * An index and how far each shard's change log is applied to it. Any thread reads; one thread at a
 * time applies.
 */
public final class Replica {
  private final String database;
  private final Index index;
  private final Counts counts;
  private volatile List<Position> positions;

  /**
   * The change that was applied last.
   *
   * @param seq 0 before the first
   * @param changeId tells it from a change of the same number in another history, after a restore
   *     or a failover that lost commits; null before the first
   */
  public record Position(long seq, UUID changeId) {}

  /** What became of a change that was brought. */
  public enum Applied {
    NOW,
    /** It, or a load that already held it, was applied before. */
    BEFORE,
    /** Changes before it are missing: nothing was done. */
    GAP
  }

  /**
   * @param database whose change logs the positions are in, as the database itself says; null if
   *     none's
   * @param positions what the index is known to hold, one for each shard
   * @param counts is told of what is applied
   */
  public Replica(String database, Index index, List<Position> positions, Counts counts) {
    if (positions.size() != Revision.SHARDS) {
      throw new IllegalArgumentException(positions.size() + " positions");
    }
    this.database = database;
    this.index = index;
    this.positions = List.copyOf(positions);
    this.counts = counts;
  }

  /** A replica of no database's tables. */
  public Replica(Index index, List<Position> positions, Counts counts) {
    this(null, index, positions, counts);
  }

  /** Which database it is of, or null. */
  public String database() {
    return database;
  }

  public Index index() {
    return index;
  }

  /** How far each shard's log is applied. */
  public List<Position> positions() {
    return positions;
  }

  public boolean has(Revision revision) {
    return positions.get(revision.shard()).seq() >= revision.seq();
  }

  /**
   * Puts right what differs from the tables; the place in the log stays. For the thread that
   * applies.
   *
   * @param change a state read from the tables when they stood exactly where this replica stands
   */
  public void repair(Change change) {
    index.apply(change);
  }

  /** Takes out of an organisation's list what the tables were not seen to have; how many values. */
  public int remove(int organisationId, Unseen unseen) {
    return index.remove(organisationId, unseen);
  }

  /** Applies a change if it is the next of its shard; one that cannot be read counts as applied. */
  public Applied apply(Revision revision, UUID changeId, Change change) {
    Position[] next = positions.toArray(Position[]::new);
    long applied = next[revision.shard()].seq();
    if (revision.seq() <= applied) {
      return Applied.BEFORE;
    }
    if (revision.seq() != applied + 1) {
      return Applied.GAP;
    }
    try {
      counts.applied(index.apply(change));
    } catch (IllegalArgumentException e) {
      counts.bad(1);
    }
    next[revision.shard()] = new Position(revision.seq(), changeId);
    positions = List.of(next);
    return Applied.NOW;
  }
}
