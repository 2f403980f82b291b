package io.ringfence.call;

import java.util.concurrent.atomic.AtomicLong;

/** Keeps a log readable when the same thing happens to every call. */
final class OncePerMinute {
  private static final long MINUTE = 60_000_000_000L;

  private final AtomicLong last = new AtomicLong(System.nanoTime() - MINUTE);

  void run(Runnable action) {
    long now = System.nanoTime();
    long then = last.get();
    if (now - then >= MINUTE && last.compareAndSet(then, now)) {
      action.run();
    }
  }
}
