package io.ringfence.sync;

import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Revision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Who waits until this node has applied a change. Kept on the sync's event loop. */
final class Waiters {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final NodeIndex node;
  private final Deque<Waiter> waiting = new ArrayDeque<>();

  private record Waiter(Revision revision, long since, Promise<Void> promise) {}

  Waiters(NodeIndex node) {
    this.node = node;
  }

  Future<Void> await(Context loop, Revision revision) {
    if (node.has(revision)) {
      return Future.succeededFuture();
    }
    Context caller = Vertx.currentContext();
    Promise<Void> there = Promise.promise();
    loop.runOnContext(
        add -> {
          waiting.add(new Waiter(revision, System.nanoTime(), there));
          look();
        });
    return caller == null
        ? there.future()
        : Future.future(
            here ->
                there.future().onComplete(done -> caller.runOnContext(back -> here.handle(done))));
  }

  /** Something was applied: whoever waited for it is told. */
  void look() {
    for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
      Waiter one = all.next();
      if (node.has(one.revision)) {
        all.remove();
        one.promise.complete();
      }
    }
  }

  void giveUpOld() {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && now - waiting.peek().since > LONGEST_NANOS) {
      waiting.poll().promise.fail("not applied in time");
    }
  }
}
