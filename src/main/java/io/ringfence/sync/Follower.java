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
  private List<Position> anchor;

  /**
   * @param applied is run whenever something was
   */
  Follower(IndexSource source, NodeIndex node, Runnable applied) {
    this.source = source;
    this.replica = node.replica();
    this.applied = applied;
    this.anchor = replica.positions();
  }

  /** Where the node was when it last saw that the log is still the same. */
  List<Position> anchor() {
    return anchor;
  }

  /**
   * Whether a notice tells of nothing that this node has not got. It may have been fetched before
   * the bell was heard; or the log began again from an earlier place.
   */
  boolean isOld(Notice notice) {
    return notice.count() > 0 && notice.last().seq() <= position(notice.shard());
  }

  /** Fails if what is missing cannot be fetched. */
  Future<Void> hear(Notice notice) {
    for (LoggedChange change : notice.changes()) {
      replica.apply(change.revision(), change.changeId(), change.change());
    }
    applied.run();
    return reach(notice.shard(), notice.last().seq());
  }

  /**
   * Fetches whatever is missing up to the heads. Does nothing while a standby is behind this node.
   *
   * @param heads asked for at the {@link #anchor()}
   * @return whether the heads are of this node's history and not behind it; fails with {@link
   *     OtherHistory} if they are of another
   */
  Future<Boolean> reach(Heads heads) {
    History history = History.of(anchor, heads);
    if (history == History.OTHER) {
      return Future.failedFuture(new OtherHistory());
    }
    if (history == History.BEHIND) {
      return Future.succeededFuture(false);
    }
    anchor = replica.positions();
    Future<Void> done = Future.succeededFuture();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      int one = shard;
      long head = heads.seq()[one];
      done = done.compose(earlier -> reach(one, head));
    }
    return done.map(true);
  }

  /** The log is not the one this node has applied. */
  static final class OtherHistory extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherHistory() {
      super("the database has another history than this node", null, false, false);
    }
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
