package io.ringfence.sync;

import io.ringfence.ban.Replica;
import io.ringfence.domain.Change;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import io.ringfence.store.EntryPages.Page;
import io.ringfence.store.Heads;
import io.ringfence.sync.MemoryCheck.Found;

/** What one round through the tables has counted. */
final class Tally {
  private final Replica replica;
  private final long[] rows = new long[Revision.SHARDS];
  private Heads first;
  private Heads last;
  private Found found = Found.NOTHING;
  private long unreadable;

  Tally(Replica replica) {
    this.replica = replica;
  }

  Replica replica() {
    return replica;
  }

  Found found() {
    return found;
  }

  void passed(Page page) {
    first = first == null ? page.heads() : first;
    last = page.heads();
    unreadable += page.unreadable();
  }

  void unreadable(int entries) {
    unreadable += entries;
  }

  void counted(Change.EntriesOf value) {
    Organisation organisation = replica.index().directory().organisation(value.organisationId());
    if (organisation != null) {
      rows[organisation.shard()] += value.entries().size();
    }
  }

  void compared(boolean same) {
    found = found.plus(new Found(1, same ? 0 : 1, 0));
  }

  /**
   * Whether a shard must be looked at closely: memory differs from what its head counts, or, if
   * nothing moved during the round, from what the tables had.
   *
   * @param there how many entries memory has
   */
  boolean isSuspicious(int shard, Heads now, long there) {
    long missing = now.entries()[shard] - there;
    boolean still =
        first.seq()[shard] == last.seq()[shard] && last.seq()[shard] == now.seq()[shard];
    // Fewer than counted is what the unreadable ones explain; more is never explained.
    return missing < 0 || missing > unreadable || still && rows[shard] != there;
  }
}
