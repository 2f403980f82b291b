package io.ringfence.sync;

import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Revision;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.ringfence.store.Listener;
import io.ringfence.store.Notice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's index equal to PostgreSQL: listen, load or catch up, then follow the bell; poll
 * the heads as heartbeat; when the connection is lost, begin again. A verticle of its own, so that
 * a load takes no time from the event loops that serve calls.
 */
public final class Sync extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Sync.class);

  /** So often the heads are looked at: what a lost notification costs at most. */
  private static final long HEARTBEAT_MILLIS = 500;

  /** Unconfirmed for so long the index is stale: a few heartbeats. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final IndexSource source;
  private final NodeIndex node;
  private final CorrectedClock clock;
  private final Loader loader;
  private final Waiters waiters;
  private final Promise<Void> loaded = Promise.promise();
  private int attempt;
  private Listener listener;
  private Follower follower;
  private long pause = FIRST_PAUSE_MILLIS;
  private boolean beating;
  private boolean stopped;

  public Sync(IndexSource source, NodeIndex node, CorrectedClock clock) {
    this.source = source;
    this.node = node;
    this.clock = clock;
    this.loader = new Loader(source, node);
    this.waiters = new Waiters(node);
  }

  /** Begins, and does not wait for the database. */
  @Override
  public Future<?> start() {
    vertx.setPeriodic(HEARTBEAT_MILLIS, tick -> beat());
    connect();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    attempt++;
    return listener == null ? Future.succeededFuture() : listener.close();
  }

  /** Completes when the first load is in force and confirmed. */
  public Future<Void> loaded() {
    return loaded.future();
  }

  /**
   * Completes, on the caller's event loop, when this node has applied a change; fails if that takes
   * longer than anybody waits.
   */
  public Future<Void> applied(Revision revision) {
    return waiters.await(context, revision);
  }

  private void connect() {
    int mine = attempt;
    source
        .listen(notice -> hear(mine, notice), lost -> retry(mine, lost))
        .compose(fresh -> synchronise(mine, fresh))
        .onSuccess(synchronised -> live(mine))
        .onFailure(failure -> retry(mine, failure));
  }

  private Future<Void> synchronise(int mine, Listener fresh) {
    if (mine != attempt) {
      return fresh.close();
    }
    listener = fresh;
    Replica held = node.replica();
    return heads(fresh)
        .compose(
            heads ->
                held == null
                    ? loader.load(heads, () -> heads(fresh))
                    : loader.resume(held, heads, () -> heads(fresh)));
  }

  private void live(int mine) {
    if (mine != attempt) {
      return;
    }
    pause = FIRST_PAUSE_MILLIS;
    follower = new Follower(source, node, waiters::look);
    LOG.info("following the change log with {}", node.current().sizes());
    waiters.look();
    // Whatever was committed between the last look and the first notice.
    beat();
  }

  private void hear(int mine, Notice notice) {
    // Before it follows, a node learns of every change by looking at the heads.
    if (mine == attempt && follower != null) {
      follower.hear(notice).onFailure(failure -> retry(mine, failure));
    }
  }

  /** One look at the heads: a sign of life, and what lost notifications would have said. */
  private void beat() {
    waiters.giveUpOld();
    if (node.staleness(clock.instant()).compareTo(FRESH) > 0) {
      node.stale();
    }
    if (follower == null || beating) {
      return;
    }
    beating = true;
    int mine = attempt;
    Follower following = follower;
    List<Position> before = node.replica().positions();
    heads(listener)
        .compose(heads -> following.reach(heads, before).map(heads))
        .onComplete(looked -> beating = false)
        .onSuccess(heads -> confirm(mine, heads))
        .onFailure(failure -> retry(mine, failure));
  }

  private void confirm(int mine, Heads heads) {
    if (mine == attempt && Loader.reached(node.replica(), heads)) {
      node.confirmed(clock.instant());
      loaded.tryComplete();
    }
  }

  private Future<Heads> heads(Listener from) {
    long sent = System.nanoTime();
    return from.heads()
        .onSuccess(
            heads -> {
              Duration way = Duration.ofNanos((System.nanoTime() - sent) / 2);
              clock.correctBy(
                  Duration.between(clock.node().instant(), heads.databaseTime().plus(way)));
            });
  }

  /**
   * Begins again from LISTEN, after a pause that grows and that no two nodes have alike.
   *
   * @param mine which attempt failed; one that was given up already fails unheard
   */
  private void retry(int mine, Throwable why) {
    if (mine != attempt || stopped) {
      return;
    }
    attempt++;
    if (follower != null) {
      LOG.warn("begins again, serving what is known meanwhile: {}", why.getMessage());
    }
    Listener old = listener;
    listener = null;
    follower = null;
    if (old != null) {
      old.close().onFailure(gone -> LOG.debug("the old connection", gone));
    }
    vertx.setTimer(pause + ThreadLocalRandom.current().nextLong(pause), again -> connect());
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }
}
