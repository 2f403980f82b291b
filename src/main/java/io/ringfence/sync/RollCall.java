package io.ringfence.sync;

import io.ringfence.domain.Effective;
import io.ringfence.domain.GatewayNode;
import io.ringfence.domain.Revision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the nodes' rows again and again while somebody waits, one look for all who do. Rows and
 * not a second bell: a notification takes the lock that all commits of the server's writers with a
 * bell queue for, once for each node and write.
 */
final class RollCall {
  private static final Logger LOG = LoggerFactory.getLogger(RollCall.class);

  private final Vertx vertx;
  private final Nodes nodes;
  private final ThisNode self;
  private final Context context;
  private final List<Waiter> waiting = new ArrayList<>();
  private volatile int count;
  private boolean looking;

  private record Waiter(Revision revision, long since, Promise<Effective> promise) {
    long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }
  }

  RollCall(Vertx vertx, Nodes nodes, ThisNode self) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.self = self;
    this.context = vertx.getOrCreateContext();
  }

  /** Completes on the caller's event loop. */
  Future<Effective> call(Revision revision, Duration patience) {
    Waiter waiter = new Waiter(revision, System.nanoTime(), Promise.promise());
    context.runOnContext(begin -> begin(waiter, patience));
    return Waiters.onLoopOf(Vertx.currentContext(), waiter.promise.future());
  }

  int waiting() {
    return count;
  }

  private void begin(Waiter waiter, Duration patience) {
    waiting.add(waiter);
    count = waiting.size();
    vertx.setTimer(Math.max(1, patience.toMillis()), over -> answer(waiter, nodes.others()));
    look();
  }

  private void look() {
    if (looking || waiting.isEmpty()) {
      return;
    }
    looking = true;
    long began = System.nanoTime();
    nodes
        .look()
        .onSuccess(others -> settle(others, began))
        .onFailure(away -> LOG.debug("the nodes cannot be looked at: {}", away.getMessage()))
        .onComplete(looked -> lookAgain());
  }

  private void lookAgain() {
    looking = false;
    if (!waiting.isEmpty()) {
      vertx.setTimer(pause(), next -> look());
    }
  }

  /** The longer even the newest waits, the less it matters when exactly it hears. */
  private long pause() {
    long newest = waiting.get(waiting.size() - 1).millis();
    return newest < 50 ? 2 : newest < 500 ? 10 : 50;
  }

  /** A look that began before somebody waited may have missed a node that came in between. */
  private void settle(List<GatewayNode> others, long began) {
    for (Waiter waiter : List.copyOf(waiting)) {
      if (began - waiter.since >= 0 && isEverywhere(waiter.revision, others)) {
        answer(waiter, others);
      }
    }
  }

  private boolean isEverywhere(Revision revision, List<GatewayNode> others) {
    return nodes.isHere(revision)
        && others.stream().noneMatch(node -> node.live() && !node.has(revision));
  }

  private void answer(Waiter waiter, List<GatewayNode> others) {
    if (waiting.remove(waiter)) {
      count = waiting.size();
      waiter.promise.complete(effective(waiter, others));
    }
  }

  private Effective effective(Waiter waiter, List<GatewayNode> others) {
    List<String> silent = new ArrayList<>();
    if (!nodes.isHere(waiter.revision)) {
      silent.add(self.name());
    }
    for (GatewayNode node : others) {
      if (!node.has(waiter.revision)) {
        silent.add(node.name());
      }
    }
    int all = 1 + others.size();
    return new Effective(all, all - silent.size(), silent, waiter.millis());
  }
}
