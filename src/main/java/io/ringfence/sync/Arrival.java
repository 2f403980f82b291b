package io.ringfence.sync;

import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does when it has just connected, until it may follow: goes on by the log if it still
 * is the one it knows, else loads.
 */
final class Arrival {
  private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

  private final IndexSource source;
  private final NodeIndex node;
  private final Loader loader;
  private Replica doubted;
  private BooleanSupplier loading = () -> false;

  /**
   * One connection.
   *
   * @param heads asks it for the heads, and which changes lie at some places
   * @param current whether it still is the one that the node has
   */
  record Over(Function<long[], Future<Heads>> heads, BooleanSupplier current) {
    Future<Heads> now() {
      return heads.apply(History.NOWHERE);
    }
  }

  Arrival(IndexSource source, NodeIndex node, Loader loader) {
    this.source = source;
    this.node = node;
    this.loader = loader;
  }

  /**
   * What is in force is not gone on from: its newest change may well be of the database's new
   * history, and one before it missing.
   */
  void doubt() {
    doubted = node.replica();
  }

  /** Returns whether the node may follow; not if the load that was needed is held back. */
  Future<Boolean> arrive(Over over) {
    Replica held = node.replica();
    if (held == null) {
      return load(over, false).map(Loaded.InForce.class::isInstance);
    }
    return sameDatabase(held)
        .compose(same -> over.heads().apply(History.places(held.positions())))
        .compose(now -> goOn(over, held, now))
        .recover(
            failure ->
                failure instanceof CatchUp.LogTrimmed || failure instanceof Follower.OtherHistory
                    ? loadInstead(over, failure)
                    : Future.failedFuture(failure));
  }

  /** Two databases may have changes alike where neither had any: a list on disk names its own. */
  private Future<Void> sameDatabase(Replica held) {
    return source
        .identity()
        .compose(
            identity ->
                identity.equals(held.database())
                    ? Future.succeededFuture()
                    : Future.failedFuture(new Follower.OtherHistory()));
  }

  private Future<Boolean> goOn(Over over, Replica held, Heads now) {
    History history = held == doubted ? History.OTHER : History.of(held.positions(), now);
    return switch (history) {
      case OTHER -> Future.failedFuture(new Follower.OtherHistory());
      case BEHIND -> Future.succeededFuture(true);
      case SAME -> CatchUp.reach(source, held, now).map(true);
    };
  }

  private Future<Boolean> loadInstead(Over over, Throwable why) {
    LOG.warn("{}: loading everything", why.getMessage());
    return load(over, false).map(Loaded.InForce.class::isInstance);
  }

  /**
   * Loads on the side; one load at a time over one connection.
   *
   * @param accepted whether it is put in force even if it disagrees with the counts
   */
  Future<Loaded> load(Over over, boolean accepted) {
    if (loading.getAsBoolean()) {
      return Future.failedFuture(new NotFollowing("a load is under way"));
    }
    BooleanSupplier mine = over.current()::getAsBoolean;
    loading = mine;
    return over.now()
        .compose(now -> loader.load(new Loader.Order(now, over::now, accepted, over.current())))
        .onComplete(ended -> loading = loading == mine ? () -> false : loading);
  }
}
