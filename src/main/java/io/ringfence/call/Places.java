package io.ringfence.call;

import io.ringfence.call.UpstreamFailed.Why;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * How many requests one upstream has at once, and how many wait for it, so that one that hangs
 * takes places from no other. An upstream that nothing is under way to takes no memory. Serves all
 * event loops.
 */
final class Places {
  private final ConcurrentMap<String, Upstream> upstreams = new ConcurrentHashMap<>();
  private final Vertx vertx;
  private final int most;
  private final int mostWaiting;
  private final Duration patience;

  /**
   * @param most under way at once, of one upstream
   * @param mostWaiting for a place, of one upstream; what comes beyond is refused at once
   * @param patience what has waited so long is refused
   */
  Places(Vertx vertx, int most, int mostWaiting, Duration patience) {
    this.vertx = vertx;
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.patience = patience;
  }

  /** Runs a request when there is a place for it, on the caller's own event loop. */
  <T> Future<T> take(String upstream, Supplier<Future<T>> request) {
    return enter(upstream).compose(go -> run(request).onComplete(over -> leave(upstream)));
  }

  /** How many upstreams something is under way to. */
  int upstreams() {
    return upstreams.size();
  }

  /** What throws instead of failing must not keep its place for ever. */
  private static <T> Future<T> run(Supplier<Future<T>> request) {
    return Future.succeededFuture().compose(go -> request.get());
  }

  private Future<Void> enter(String name) {
    Waiting[] waiting = new Waiting[1];
    boolean[] refused = new boolean[1];
    upstreams.compute(
        name,
        (same, known) -> {
          Upstream upstream = known == null ? new Upstream() : known;
          if (upstream.underWay < most) {
            upstream.underWay++;
          } else if (upstream.waiting.size() < mostWaiting) {
            waiting[0] = new Waiting(vertx.getOrCreateContext(), Promise.promise());
            upstream.waiting.add(waiting[0]);
          } else {
            refused[0] = true;
          }
          return upstream;
        });
    if (refused[0]) {
      return Future.failedFuture(busy());
    }
    return waiting[0] == null ? Future.succeededFuture() : bounded(name, waiting[0]);
  }

  private Future<Void> bounded(String name, Waiting waiting) {
    long timer = vertx.setTimer(Math.max(1, patience.toMillis()), late -> giveUp(name, waiting));
    return waiting.turn.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  private void giveUp(String name, Waiting waiting) {
    boolean[] left = new boolean[1];
    upstreams.computeIfPresent(
        name,
        (same, upstream) -> {
          left[0] = upstream.waiting.remove(waiting);
          return upstream;
        });
    if (left[0]) {
      waiting.turn.fail(busy());
    }
  }

  private void leave(String name) {
    Waiting[] next = new Waiting[1];
    upstreams.computeIfPresent(
        name,
        (same, upstream) -> {
          next[0] = upstream.waiting.poll();
          upstream.underWay -= next[0] == null ? 1 : 0;
          return upstream.underWay == 0 ? null : upstream;
        });
    if (next[0] != null) {
      next[0].context.runOnContext(go -> next[0].turn.complete());
    }
  }

  private static UpstreamFailed busy() {
    return new UpstreamFailed(Why.BUSY, "it has as many requests as it may have");
  }

  /** Of one upstream; changed under the map's lock of its name. */
  private static final class Upstream {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int underWay;
  }

  /** Not a record: two that wait are never the same. */
  private static final class Waiting {
    private final Context context;
    private final Promise<Void> turn;

    Waiting(Context context, Promise<Void> turn) {
      this.context = context;
      this.turn = turn;
    }
  }
}
