package io.ringfence.store;

import java.util.List;

/**
 * The bell: some changes were committed.
 *
 * @param first the seq of the first of them
 * @param count how many, with contiguous seqs
 * @param changes all of them, or empty if they did not fit and must be fetched
 */
public record Notice(int shard, long first, int count, List<LoggedChange> changes) {
  public Notice {
    changes = List.copyOf(changes);
  }
}
