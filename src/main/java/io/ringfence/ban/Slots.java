package io.ringfence.ban;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Things by a small number that the database counts up: a map whose key is never boxed. Read by any
 * thread, written by one at a time.
 */
final class Slots<T> {
  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;

  private volatile AtomicReferenceArray<T>[] pages = pages(0);
  private volatile int count;

  /** The thing with that number, or null. */
  T get(int id) {
    AtomicReferenceArray<T>[] all = pages;
    int page = id >>> PAGE_BITS;
    if (page >= all.length || all[page] == null) {
      return null;
    }
    return all[page].getAcquire(id & PAGE - 1);
  }

  /**
   * Puts a thing there, or null to remove it; returns what was there.
   *
   * @param id 0 or more
   */
  T set(int id, T thing) {
    if (id < 0) {
      throw new IllegalArgumentException("no id is " + id);
    }
    int page = id >>> PAGE_BITS;
    AtomicReferenceArray<T>[] all = pages;
    if (page >= all.length || all[page] == null) {
      if (thing == null) {
        return null;
      }
      all = Arrays.copyOf(all, Math.max(all.length, page + 1));
      all[page] = new AtomicReferenceArray<>(PAGE);
      pages = all;
    }
    T before = all[page].getPlain(id & PAGE - 1);
    all[page].setRelease(id & PAGE - 1, thing);
    count += (thing == null ? 0 : 1) - (before == null ? 0 : 1);
    return before;
  }

  int count() {
    return count;
  }

  /** Above every number that something has. */
  int limit() {
    return pages.length << PAGE_BITS;
  }

  void forEach(Consumer<T> action) {
    for (AtomicReferenceArray<T> page : pages) {
      for (int i = 0; page != null && i < PAGE; i++) {
        T thing = page.getAcquire(i);
        if (thing != null) {
          action.accept(thing);
        }
      }
    }
  }

  /** The heap it holds without the things, in bytes. */
  long bytes() {
    long bytes = 40;
    for (AtomicReferenceArray<T> page : pages) {
      bytes += 4 + (page == null ? 0 : 32 + 4 * PAGE);
    }
    return bytes;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type has no other spelling.
  private static <T> AtomicReferenceArray<T>[] pages(int length) {
    return new AtomicReferenceArray[length];
  }
}
