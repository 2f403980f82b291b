package io.ringfence.sync;

import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Revision;
import io.ringfence.store.Heads;
import java.util.List;

/**
 * Whether the database's log is still the one this node has applied: the change at each place where
 * the node was must have the id it had.
 */
enum History {
  SAME,

  /** A standby that has not got as far: it will. */
  BEHIND,

  /** Restored, failed over with commits lost, trimmed beyond the place, or another database. */
  OTHER;

  /** Asked for where there is nothing to compare. */
  static final long[] NOWHERE = new long[Revision.SHARDS];

  /**
   * Compares the node's places with heads that were asked for exactly these.
   *
   * @param places one for each shard
   */
  static History of(List<Position> places, Heads heads) {
    History all = SAME;
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      History one = of(places.get(shard), heads, shard);
      all = one.ordinal() > all.ordinal() ? one : all;
    }
    return all;
  }

  private static History of(Position place, Heads heads, int shard) {
    long head = heads.seq()[shard];
    if (head < place.seq()) {
      return heads.server().standby() ? BEHIND : OTHER;
    }
    if (head == place.seq()) {
      return heads.changeId()[shard].equals(place.changeId()) ? SAME : OTHER;
    }
    // Before its first change a log has nothing to compare; what follows from there is all there
    // is.
    return place.seq() == 0 || place.changeId().equals(heads.asked()[shard]) ? SAME : OTHER;
  }

  /** What to ask the heads for. */
  static long[] places(List<Position> positions) {
    return positions.stream().mapToLong(Position::seq).toArray();
  }
}
