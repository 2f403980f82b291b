package io.ringfence.sync;

import io.ringfence.ban.Replica;
import io.ringfence.domain.Revision;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.ringfence.store.LoggedChange;
import io.vertx.core.Future;
import java.util.List;

/** Applies what the change log holds, shard by shard, in order. */
final class CatchUp {
  private static final int PAGE = 5_000;

  private CatchUp() {}

  /** The log no longer goes back to where the node is. */
  static final class LogTrimmed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogTrimmed(int shard, long seq) {
      super("the log of shard " + shard + " does not go on after " + seq, null, false, false);
    }
  }

  /** Applies everything up to the heads. */
  static Future<Void> reach(IndexSource source, Replica replica, Heads heads) {
    Future<Void> done = Future.succeededFuture();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      int one = shard;
      if (replica.positions().get(one).seq() < heads.seq()[one]) {
        done = done.compose(before -> reach(source, replica, one, heads.seq()[one]));
      }
    }
    return done;
  }

  /** Applies one shard's changes up to a seq; fails with {@link LogTrimmed} if one is missing. */
  static Future<Void> reach(IndexSource source, Replica replica, int shard, long seq) {
    long from = replica.positions().get(shard).seq();
    if (from >= seq) {
      return Future.succeededFuture();
    }
    return source
        .after(shard, from, PAGE)
        .compose(
            changes -> {
              apply(replica, changes);
              return replica.positions().get(shard).seq() == from
                  ? Future.failedFuture(new LogTrimmed(shard, from))
                  : reach(source, replica, shard, seq);
            });
  }

  private static void apply(Replica replica, List<LoggedChange> changes) {
    for (LoggedChange one : changes) {
      replica.apply(one.revision(), one.changeId(), one.change());
    }
  }
}
