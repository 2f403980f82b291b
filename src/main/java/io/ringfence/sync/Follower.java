package io.ringfence.sync;

import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Revision;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.ringfence.store.LoggedChange;
import io.ringfence.store.Notice;
import io.vertx.core.Future;
import java.util.List;

/**
 * Follows the change logs: a notification that is the next is applied as it is, an old one is
 * ignored, and anything else makes it fetch. Used on one event loop.
 */
final class Follower {
  private final IndexSource source;
  private final Replica replica;
  private final Runnable applied;
  private final long[] wanted = new long[Revision.SHARDS];
  private final boolean[] fetching = new boolean[Revision.SHARDS];

  /**
   * @param applied is run whenever something was
   */
  Follower(IndexSource source, NodeIndex node, Runnable applied) {
    this.source = source;
    this.replica = node.replica();
    this.applied = applied;
  }

  /** Fails if what is missing cannot be fetched. */
  Future<Void> hear(Notice notice) {
    for (LoggedChange change : notice.changes()) {
      replica.apply(change.revision(), change.changeId(), change.change());
    }
    applied.run();
    return reach(notice.shard(), notice.first() + notice.count() - 1);
  }

  /**
   * Fetches whatever is missing up to the heads; fails if the database has another history.
   *
   * @param before how far this node was when it asked for the heads
   */
  Future<Void> reach(Heads heads, List<Position> before) {
    Future<Void> done = Future.succeededFuture();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      int one = shard;
      long head = heads.seq()[one];
      if (head < before.get(one).seq() || !sameChange(heads, one)) {
        return Future.failedFuture("the log of shard " + one + " is another one");
      }
      done = done.compose(earlier -> reach(one, head));
    }
    return done;
  }

  private boolean sameChange(Heads heads, int shard) {
    Position at = replica.positions().get(shard);
    return heads.seq()[shard] != at.seq() || heads.changeId()[shard].equals(at.changeId());
  }

  private Future<Void> reach(int shard, long seq) {
    wanted[shard] = Math.max(wanted[shard], seq);
    if (fetching[shard] || position(shard) >= wanted[shard]) {
      return Future.succeededFuture();
    }
    fetching[shard] = true;
    return fetch(shard).onComplete(done -> fetching[shard] = false);
  }

  private Future<Void> fetch(int shard) {
    return CatchUp.reach(source, replica, shard, wanted[shard])
        .compose(
            reached -> {
              applied.run();
              return position(shard) < wanted[shard] ? fetch(shard) : Future.succeededFuture();
            });
  }

  private long position(int shard) {
    return replica.positions().get(shard).seq();
  }
}
