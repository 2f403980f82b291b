package io.ringfence.sync;

import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Change;
import io.ringfence.domain.Organisation;
import io.ringfence.store.EntryPages;
import io.ringfence.store.EntryPages.Page;
import io.ringfence.store.EntryPages.Place;
import io.ringfence.store.Heads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares memory with the tables in the background, a bucket of some thousand values at a time,
 * and puts right what differs. A bucket is compared only if this node stands exactly where the
 * heads stood when it was read. Used on the sync's event loop, which alone writes to the index, so
 * that nothing moves while a bucket is compared.
 *
 * <p>The rows themselves and no checksums of them: to hash rows costs PostgreSQL more than to send
 * them, and a checksum would not say which value is wrong.
 */
public final class MemoryCheck {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryCheck.class);

  /** A round takes about so long, however long the list is, but for the longest. */
  private static final long ROUND_MILLIS = 300_000;

  private static final long SHORTEST_PAUSE_MILLIS = 100;

  /** So often a bucket is read again that changed meanwhile; then it waits for the next round. */
  private static final int TRIES = 5;

  private static final long AGAIN_MILLIS = 20;

  private final EntryPages pages;
  private final NodeIndex node;
  private final SyncState state;
  private final SurplusCheck surplus;
  private Vertx vertx;

  /**
   * What one round found.
   *
   * @param compared how many values were held against the tables
   * @param repaired how many differed
   * @param miscounted how far {@code change_head.entries} is from what the tables hold, all shards
   *     together
   */
  public record Found(long compared, long repaired, long miscounted) {
    static final Found NOTHING = new Found(0, 0, 0);

    Found plus(Found more) {
      return new Found(
          compared + more.compared, repaired + more.repaired, miscounted + more.miscounted);
    }
  }

  MemoryCheck(EntryPages pages, NodeIndex node, SyncState state) {
    this.pages = pages;
    this.node = node;
    this.state = state;
    this.surplus = new SurplusCheck(pages, node, state);
  }

  /**
   * Goes round for as long as the verticle lives.
   *
   * @param following whether the node follows the log, without which there is nothing to compare
   */
  void begin(Vertx loop, BooleanSupplier following) {
    vertx = loop;
    // Nodes that start together do not go round together.
    long pause = ROUND_MILLIS / 2 + ThreadLocalRandom.current().nextLong(ROUND_MILLIS);
    vertx.setTimer(pause, again -> next(following));
  }

  private void next(BooleanSupplier following) {
    Future<Found> round =
        following.getAsBoolean()
            ? round(() -> vertx.timer(pause()).mapEmpty())
            : Future.succeededFuture(Found.NOTHING);
    round
        .onFailure(failure -> LOG.debug("not compared with the tables: {}", failure.getMessage()))
        .onComplete(ended -> vertx.setTimer(pause(), again -> next(following)));
  }

  private long pause() {
    long buckets =
        1 + (node.current() == null ? 0 : Loader.entries(node.current())) / EntryPages.PAGE;
    return Math.max(SHORTEST_PAUSE_MILLIS, ROUND_MILLIS / buckets);
  }

  /**
   * One round.
   *
   * @param pause waited for between two buckets
   */
  Future<Found> round(Supplier<Future<Void>> pause) {
    Replica replica = node.replica();
    if (replica == null) {
      return Future.failedFuture(new IllegalStateException("nothing is loaded"));
    }
    Tally tally = new Tally(replica);
    return walk(tally, Place.BEFORE_ALL, pause)
        .compose(end -> surplus.look(tally))
        .map(more -> tally.found().plus(more))
        .onSuccess(this::tell);
  }

  private Future<Void> walk(Tally tally, Place after, Supplier<Future<Void>> pause) {
    return bucket(tally.replica(), after, TRIES)
        .compose(
            page -> {
              compare(tally, page);
              return page.last() == null
                  ? Future.succeededFuture()
                  : pause.get().compose(next -> walk(tally, page.last(), pause));
            });
  }

  private Future<Page> bucket(Replica replica, Place after, int tries) {
    return pages
        .after(after)
        .compose(
            page -> {
              if (node.replica() != replica) {
                return Future.failedFuture(new IllegalStateException("another list is in force"));
              }
              return tries > 1 && moved(replica, page)
                  ? vertx.timer(AGAIN_MILLIS).compose(later -> bucket(replica, after, tries - 1))
                  : Future.succeededFuture(page);
            });
  }

  private static boolean moved(Replica replica, Page page) {
    return page.values().stream().anyMatch(value -> !stands(replica, page.heads(), value));
  }

  /** Whether the node stands where the heads stood, in the shard that this value belongs to. */
  private static boolean stands(Replica replica, Heads heads, Change.EntriesOf value) {
    Organisation organisation = replica.index().directory().organisation(value.organisationId());
    return organisation != null && stands(replica, heads, organisation.shard());
  }

  static boolean stands(Replica replica, Heads heads, int shard) {
    Position position = replica.positions().get(shard);
    return position.seq() == heads.seq()[shard]
        && position.changeId().equals(heads.changeId()[shard]);
  }

  private void compare(Tally tally, Page page) {
    tally.passed(page);
    for (Change.EntriesOf value : page.values()) {
      try {
        boolean same = tally.replica().index().holds(value);
        tally.counted(value);
        if (stands(tally.replica(), page.heads(), value)) {
          tally.compared(same);
          if (!same) {
            tally.replica().repair(value);
            state.repaired();
          }
        }
      } catch (IllegalArgumentException unreadable) {
        // It was left out when it was loaded, and counted then.
        tally.unreadable(value.entries().size());
      }
    }
  }

  private void tell(Found found) {
    state.found(found);
    if (found.repaired() > 0) {
      LOG.error(
          "{} of {} values in memory differed from the tables and were put right",
          found.repaired(),
          found.compared());
    }
    if (found.miscounted() > 0) {
      LOG.error(
          "change_head.entries is off by {} from what the tables hold: somebody changed rows with"
              + " the triggers off",
          found.miscounted());
    }
  }
}
