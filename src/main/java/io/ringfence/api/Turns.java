package io.ringfence.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Long work on an event loop in short turns, so that a check in between need not wait for it. */
final class Turns {
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Vertx vertx;
  private final int end;
  private final IntConsumer work;
  private final Promise<Void> done = Promise.promise();
  private int next;

  private Turns(Vertx vertx, int end, IntConsumer work) {
    this.vertx = vertx;
    this.end = end;
    this.work = work;
  }

  /** Does some work for 0, 1, 2… below an end, from within an event loop. */
  static Future<Void> each(Vertx vertx, int end, IntConsumer work) {
    Turns turns = new Turns(vertx, end, work);
    turns.take();
    return turns.done.future();
  }

  private void take() {
    long began = System.nanoTime();
    try {
      while (next < end && System.nanoTime() - began < NANOS) {
        work.accept(next++);
      }
    } catch (RuntimeException failed) {
      done.fail(failed);
      return;
    }
    if (next < end) {
      // By a timer: what is only put at the end of the queue runs before anything is read.
      vertx.setTimer(1, later -> take());
    } else {
      done.complete();
    }
  }
}
