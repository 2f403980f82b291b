package io.ringfence.standin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a stand-in has seen, the newest only: a demonstration may run for days. */
final class Recording<T> {
  private static final int KEPT = 10_000;

  private final Deque<T> newest = new ArrayDeque<>();

  synchronized void add(T seen) {
    newest.addLast(seen);
    if (newest.size() > KEPT) {
      newest.removeFirst();
    }
  }

  synchronized List<T> all() {
    return List.copyOf(newest);
  }
}
