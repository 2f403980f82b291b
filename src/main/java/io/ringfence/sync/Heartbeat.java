package io.ringfence.sync;

import io.ringfence.store.NodeStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes every second that this one lives and how far it is, and at once when
 * somebody waits to hear it. A verticle of its own: a load must not make the node look dead.
 *
 * <p>Deployed before anything is loaded, it has told by the time the load begins. So whoever asks
 * after a write which nodes there are either finds this one, or this one loads what was written.
 */
public final class Heartbeat extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final long PERIOD_MILLIS = 1_000;
  private static final long FAREWELL_SECONDS = 1;

  private final NodeStore store;
  private final ThisNode self;
  private final BooleanSupplier ready;
  private final Nodes nodes;
  private Future<Void> telling = Future.succeededFuture();
  private boolean again;
  private boolean away;
  private boolean stopped;

  /**
   * @param ready whether this node answers ready
   * @param nodes looks round at each heartbeat
   */
  public Heartbeat(NodeStore store, ThisNode self, BooleanSupplier ready, Nodes nodes) {
    this.store = store;
    this.self = self;
    this.ready = ready;
    this.nodes = nodes;
  }

  /** Completes when this node has told of itself, or could not. */
  @Override
  public Future<?> start() {
    vertx.setPeriodic(PERIOD_MILLIS, tick -> beat());
    return beat().otherwiseEmpty();
  }

  /** Takes this node off the list: it has stopped in order, and nobody need miss it. */
  @Override
  public Future<?> stop() {
    stopped = true;
    return telling
        .otherwiseEmpty()
        .compose(told -> store.leave(self.id()))
        .timeout(FAREWELL_SECONDS, TimeUnit.SECONDS)
        .onFailure(gone -> LOG.info("could not take its leave: {}", gone.getMessage()))
        .otherwiseEmpty();
  }

  /** Tells at once; any thread may ask for it, before the start and after the end too. */
  public void tellNow() {
    if (context != null) {
      context.runOnContext(now -> tell());
    }
  }

  private Future<Void> beat() {
    self.measure();
    Future<Void> told = tell();
    told.compose(row -> nodes.look()).onSuccess(all -> away = false).onFailure(this::saidNothing);
    return told;
  }

  /** One at a time; whatever comes up meanwhile is told by one more. */
  private Future<Void> tell() {
    if (stopped) {
      return Future.succeededFuture();
    }
    if (!telling.isComplete()) {
      again = true;
      return telling;
    }
    telling =
        store
            .beat(self.now(), self.up(), ready.getAsBoolean())
            .onSuccess(self::told)
            .<Void>mapEmpty()
            .onComplete(done -> tellAgain());
    return telling;
  }

  private void tellAgain() {
    if (again) {
      again = false;
      context.runOnContext(next -> tell());
    }
  }

  private void saidNothing(Throwable why) {
    if (!away) {
      LOG.warn("the other nodes hear nothing of this one: {}", why.getMessage());
      away = true;
    }
  }
}
