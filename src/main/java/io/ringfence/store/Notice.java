package io.ringfence.store;

import io.ringfence.domain.Revision;
import java.util.List;

/**
 * The bell: some changes were committed.
 *
 * @param first the seq of the first of them
 * @param count how many, with contiguous seqs; 0 if somebody only asks how far this node is
 * @param awaited whether somebody waits to hear that this node has applied them
 * @param changes all of them, or empty if they did not fit and must be fetched
 */
public record Notice(
    int shard, long first, int count, boolean awaited, List<LoggedChange> changes) {
  public Notice {
    changes = List.copyOf(changes);
  }

  /** The last of the changes; where there are none, the one before the first. */
  public Revision last() {
    return new Revision(shard, first + count - 1);
  }
}
