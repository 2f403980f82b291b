package io.ringfence.sync;

import io.ringfence.ban.Index;
import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Revision;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a node from nothing, or from where it was, to the heads. A load reads the tables in short
 * statements that see different moments, is made exact by replaying the log from the heads as they
 * were before it, and is put in force only if it then has as many entries as the heads count.
 */
final class Loader {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

  private final IndexSource source;
  private final NodeIndex node;
  private final SyncState state;

  Loader(IndexSource source, NodeIndex node, SyncState state) {
    this.source = source;
    this.node = node;
    this.state = state;
  }

  /**
   * One load.
   *
   * @param before the heads as they are now
   * @param heads asks for them again
   * @param accepted whether it is put in force even if it disagrees with the counts
   * @param wanted whether it still is when it is complete
   */
  record Order(
      Heads before, Supplier<Future<Heads>> heads, boolean accepted, BooleanSupplier wanted) {}

  /** A replica on the side, and what is known of how it was read. */
  private record Fresh(Replica replica, long passedOver, long unreadable) {}

  /** Loads everything on the side, and puts it in force if it agrees with the counts. */
  Future<Loaded> load(Order order) {
    return source.identity().compose(database -> load(database, order));
  }

  private Future<Loaded> load(String database, Order order) {
    IndexLoad load = new IndexLoad();
    long skipped = source.skipped();
    return source
        .load(load)
        .map(
            rows -> {
              Index index = load.finish();
              Replica replica =
                  new Replica(database, index, positions(order.before()), node.counts());
              long unreadable = source.skipped() - skipped + load.badRows();
              return new Fresh(replica, rows - entries(index), unreadable);
            })
        .compose(
            fresh ->
                order
                    .heads()
                    .get()
                    .compose(
                        now ->
                            CatchUp.reach(source, fresh.replica(), now)
                                .map(reached -> settle(order, fresh, now))));
  }

  private Loaded settle(Order order, Fresh fresh, Heads now) {
    if (!order.wanted().getAsBoolean()) {
      return new Loaded.Overtaken();
    }
    Index index = fresh.replica().index();
    if (!agrees(index, fresh.passedOver(), now) && !order.accepted()) {
      return holdBack(new Loaded.HeldBack(entries(index), sum(now.entries())));
    }
    Index held = node.current();
    node.swap(fresh.replica());
    Loaded.InForce loaded = new Loaded.InForce(entries(index), held == null ? 0 : entries(held));
    state.inForce(loaded, fresh.unreadable());
    if (loaded.shrunk()) {
      LOG.warn("the list shrank from {} to {} entries", loaded.before(), loaded.entries());
    }
    return loaded;
  }

  private Loaded holdBack(Loaded.HeldBack load) {
    LOG.error(
        "a load has {} entries where the database counts {}: it is held back, and the list stays as"
            + " it was. POST /reload?accept=true on the ops listener lets it in.",
        load.entries(),
        load.counted());
    state.holdBack(load);
    return load;
  }

  /**
   * Whether each shard has what its head counts; only what could not be read may be missing. The
   * entries of an organisation that could not be read are there, but belong to no shard.
   */
  private static boolean agrees(Index index, long passedOver, Heads heads) {
    long[] there = index.entriesByShard();
    long missing = 0;
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      long fewer = heads.entries()[shard] - there[shard];
      if (fewer < 0) {
        return false;
      }
      missing += fewer;
    }
    return missing <= passedOver + entries(index) - sum(there);
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

  static long entries(Index index) {
    return index.sizes().all();
  }

  private static long sum(long[] numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static List<Position> positions(Heads heads) {
    List<Position> positions = new ArrayList<>();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      positions.add(new Position(heads.seq()[shard], heads.changeId()[shard]));
    }
    return positions;
  }
}
