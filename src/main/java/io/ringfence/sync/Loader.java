package io.ringfence.sync;

import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Revision;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.ringfence.store.LoggedChange;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a node from nothing, or from where it was, to the heads. A load reads the tables in short
 * statements that see different moments, and is made exact by replaying the log from the heads as
 * they were before it.
 */
final class Loader {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

  private final IndexSource source;
  private final NodeIndex node;

  Loader(IndexSource source, NodeIndex node) {
    this.source = source;
    this.node = node;
  }

  /** Loads everything on the side and puts it in force. */
  Future<Void> load(Heads before, Supplier<Future<Heads>> heads) {
    IndexLoad load = new IndexLoad();
    return source
        .load(load)
        .compose(
            rows -> {
              node.counts().bad(load.badRows());
              Replica fresh = new Replica(load.finish(), positions(before), node.counts());
              return heads
                  .get()
                  .compose(now -> CatchUp.reach(source, fresh, now))
                  .onSuccess(reached -> node.swap(fresh));
            });
  }

  /** Goes on from what is in force if this is still the same history, else loads. */
  Future<Void> resume(Replica held, Heads now, Supplier<Future<Heads>> heads) {
    return sameHistory(held, now, 0)
        .compose(same -> same ? CatchUp.reach(source, held, now).map(true) : no())
        .recover(gap -> gap instanceof CatchUp.LogTrimmed ? no() : Future.failedFuture(gap))
        .compose(
            reached -> {
              if (reached) {
                return Future.succeededFuture();
              }
              LOG.warn("the database has another history than this node: loading everything");
              return load(now, heads);
            });
  }

  /** Whether the replica holds all that the heads name. */
  static boolean reached(Replica replica, Heads heads) {
    List<Position> positions = replica.positions();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      if (positions.get(shard).seq() < heads.seq()[shard]) {
        return false;
      }
    }
    return true;
  }

  /** On every shard the row last applied must still be there, with the id it had. */
  private Future<Boolean> sameHistory(Replica held, Heads now, int shard) {
    if (shard == Revision.SHARDS) {
      return Future.succeededFuture(true);
    }
    Position at = held.positions().get(shard);
    return same(at, now, shard).compose(same -> same ? sameHistory(held, now, shard + 1) : no());
  }

  private Future<Boolean> same(Position at, Heads now, int shard) {
    if (now.seq()[shard] == at.seq()) {
      return Future.succeededFuture(now.changeId()[shard].equals(at.changeId()));
    }
    if (now.seq()[shard] < at.seq()) {
      return no();
    }
    if (at.seq() == 0) {
      return Future.succeededFuture(true);
    }
    return source
        .after(shard, at.seq() - 1, 1)
        .map(rows -> rows.size() == 1 && isAt(rows.get(0), at));
  }

  private static boolean isAt(LoggedChange row, Position at) {
    return row.revision().seq() == at.seq() && row.changeId().equals(at.changeId());
  }

  private static Future<Boolean> no() {
    return Future.succeededFuture(false);
  }

  private static List<Position> positions(Heads heads) {
    List<Position> positions = new ArrayList<>();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      positions.add(new Position(heads.seq()[shard], heads.changeId()[shard]));
    }
    return positions;
  }
}
