package io.ringfence.sync;

import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Revision;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.ringfence.store.Listener;
import io.ringfence.store.Notice;
import io.ringfence.store.RowsHidden;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's index equal to PostgreSQL: listen, load or catch up, then follow the bell; poll
 * the heads as heartbeat; when the connection is lost, begin again. Deployed on event loops of its
 * own, so that neither a load nor a burst of changes takes time from those that serve calls.
 */
public final class Sync extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Sync.class);

  /** So often the heads are looked at where no notification can come. */
  private static final long POLL_MILLIS = 250;

  /** So many polls make a heartbeat where they can: what a lost notification costs at most. */
  private static final int HEARTBEAT = 2;

  /** Unconfirmed for so long the index is stale: a few heartbeats. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  private static final long FIRST_PAUSE_MILLIS = 50;

  /** Soon enough after an outage, and no stampede: another up to as long again is added to it. */
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final IndexSource source;
  private final NodeIndex node;
  private final CorrectedClock clock;
  private final Runnable tell;
  private final SyncState state;
  private final Arrival arrival;
  private final MemoryCheck check;
  private final Waiters waiters;
  private final Promise<Void> loaded = Promise.promise();
  private int attempt;
  private Listener listener;
  private Follower follower;
  private long pause = FIRST_PAUSE_MILLIS;
  private boolean beating;
  private boolean asking;
  private int polls;
  private boolean stopped;

  /**
   * @param tell is run when a change is in force here that somebody waits for
   */
  public Sync(IndexSource source, NodeIndex node, CorrectedClock clock, Runnable tell) {
    this.tell = tell;
    this.source = source;
    this.node = node;
    this.clock = clock;
    this.state = new SyncState(node.counts());
    this.arrival = new Arrival(source, node, new Loader(source, node, state));
    this.check = new MemoryCheck(source.pages(), node, state);
    this.waiters = new Waiters(node);
  }

  /** Begins, and does not wait for the database. */
  @Override
  public Future<?> start() {
    vertx.setPeriodic(POLL_MILLIS, tick -> tick());
    check.begin(vertx, () -> follower != null);
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

  /** What it has to tell its operator. */
  public SyncState state() {
    return state;
  }

  /**
   * Loads everything on the side and puts it in force, whatever is in force now; completes on the
   * caller's event loop.
   *
   * @param accept whether it is put in force even if it disagrees with the counts
   */
  public Future<Loaded> reload(boolean accept) {
    return here(() -> reloadNow(accept));
  }

  /**
   * Compares everything in memory with the tables once, without the pauses it is done with else.
   */
  public Future<MemoryCheck.Found> check() {
    return here(() -> check.round(Future::succeededFuture));
  }

  private <T> Future<T> here(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(begin -> work.get().onComplete(done));
    return Waiters.onLoopOf(Vertx.currentContext(), done.future());
  }

  private Future<Loaded> reloadNow(boolean accept) {
    int mine = attempt;
    Listener from = listener;
    if (from == null) {
      return Future.failedFuture(new NotFollowing("the database does not answer"));
    }
    return arrival
        .load(over(mine, from), accept)
        .onSuccess(loaded -> live(mine, loaded instanceof Loaded.InForce));
  }

  private void connect() {
    int mine = attempt;
    source
        .listen(notice -> hear(mine, notice), lost -> retry(mine, lost))
        .compose(fresh -> synchronise(mine, fresh))
        .onFailure(failure -> retry(mine, failure));
  }

  private Future<Void> synchronise(int mine, Listener fresh) {
    if (mine != attempt) {
      return fresh.close();
    }
    listener = fresh;
    return arrival.arrive(over(mine, fresh)).onSuccess(arrived -> live(mine, arrived)).mapEmpty();
  }

  private Arrival.Over over(int mine, Listener from) {
    return new Arrival.Over(asked -> heads(from, asked), () -> mine == attempt);
  }

  private void live(int mine, boolean arrived) {
    if (mine != attempt || !arrived) {
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
      if (follower.isOld(notice) && !asking) {
        ask(mine);
      }
      follower.hear(notice).onFailure(failure -> retry(mine, failure));
      if (notice.awaited()) {
        applied(notice.last())
            .onSuccess(in -> tell.run())
            .onFailure(late -> LOG.debug("the next heartbeat tells: {}", late.getMessage()));
      }
    }
  }

  /**
   * Asks whether what this node has is still what the log has: a restore into tables that nodes are
   * connected to cuts no connection, and the first write after it tells of itself by a place that
   * was taken before.
   */
  private void ask(int mine) {
    asking = true;
    List<Replica.Position> places = node.replica().positions();
    heads(listener, History.places(places))
        .onComplete(answered -> asking = false)
        .onSuccess(
            heads -> {
              if (History.of(places, heads) == History.OTHER) {
                retry(mine, new Follower.OtherHistory());
              }
            })
        .onFailure(failure -> retry(mine, failure));
  }

  private void tick() {
    waiters.giveUpOld();
    if (node.staleness(clock.instant()).compareTo(FRESH) > 0) {
      node.stale();
    }
    polls++;
    if (listener != null && !beating && (!listener.hears() || polls % HEARTBEAT == 0)) {
      beat();
    }
  }

  /**
   * One look at the heads: a sign of life, and what lost notifications would have said. While a
   * load is under way, or held back, it is a sign of life only: a connection that is silent for
   * long is taken for dead.
   */
  private void beat() {
    beating = true;
    int mine = attempt;
    Follower following = follower;
    Listener from = listener;
    heads(from, following == null ? History.NOWHERE : History.places(following.anchor()))
        .onComplete(looked -> beating = false)
        .compose(
            heads ->
                following == null || following != follower
                    ? Future.succeededFuture()
                    : following.reach(heads).onSuccess(same -> confirm(mine, from, heads, same)))
        .onFailure(failure -> retry(mine, failure));
  }

  private void confirm(int mine, Listener from, Heads heads, boolean same) {
    if (mine != attempt) {
      return;
    }
    if (from.couldHear(heads)) {
      retry(mine, new NotFollowing("the standby was promoted"));
    } else if (same && heads.server().current() && Loader.reached(node.replica(), heads)) {
      node.confirmed(clock.instant());
      if (loaded.tryComplete()) {
        tell.run();
      }
    }
  }

  private Future<Heads> heads(Listener from, long[] asked) {
    long sent = System.nanoTime();
    return from.heads(asked)
        .onSuccess(
            heads -> {
              Duration way = Duration.ofNanos((System.nanoTime() - sent) / 2);
              clock.correctBy(
                  Duration.between(clock.node().instant(), heads.server().time().plus(way)));
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
    if (why instanceof Follower.OtherHistory) {
      arrival.doubt();
    }
    if (why instanceof RowsHidden && state.blind(why.getMessage())) {
      LOG.error("{}", why.getMessage());
    }
    if (follower != null) {
      LOG.warn("begins again, serving what is known meanwhile: {}", why.getMessage());
    }
    Listener old = listener;
    listener = null;
    follower = null;
    if (old != null) {
      old.close().onFailure(gone -> LOG.debug("the old connection", gone));
    }
    // Where this connection was lost the others lead nowhere either, and need not say so soon.
    source.renew();
    vertx.setTimer(pause + ThreadLocalRandom.current().nextLong(pause), again -> connect());
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }
}
