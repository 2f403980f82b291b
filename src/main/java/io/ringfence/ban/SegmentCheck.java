package io.ringfence.ban;

/**
 * Makes sure of segments that were read from a file: together they hold each key in its place,
 * every search in them ends, and finds what is there.
 */
final class SegmentCheck {
  /** 2^26 slots are enough for a billion values. */
  private static final int MOST_DEPTH = 26;

  private long next;
  private int deepest;
  private int values;
  private long entries;

  /**
   * Takes the segments one after the other.
   *
   * @throws IllegalArgumentException if this one cannot be
   */
  void take(long[] segment) {
    int depth = segment.length == 0 ? Integer.MAX_VALUE : Segment.depth(segment);
    if (depth > MOST_DEPTH) {
      throw wrong();
    }
    long width = 1L << Scatter.BITS - depth;
    if ((next & width - 1) != 0 || next + width > 1L << Scatter.BITS) {
      throw wrong();
    }
    slots(segment, next, next + width);
    next += width;
    deepest = Math.max(deepest, depth);
  }

  /**
   * That was the last.
   *
   * @throws IllegalArgumentException if some are missing
   */
  void end() {
    if (next != 1L << Scatter.BITS) {
      throw wrong();
    }
  }

  /** The depth of the deepest. */
  int deepest() {
    return deepest;
  }

  int values() {
    return values;
  }

  long entries() {
    return entries;
  }

  private void slots(long[] segment, long from, long to) {
    int slots = Segment.slots(segment);
    int range = Segment.range(segment);
    int detail = Segment.detailAt(slots);
    if (range < 1 || range > slots || detail > segment.length) {
      throw wrong();
    }
    int gap = -1;
    long before = from - 1;
    for (int slot = 0; slot < slots; slot++) {
      long word = segment[Segment.word(slot)];
      if (word == 0) {
        gap = slot;
        continue;
      }
      long key = Cells.key(word);
      int home = Segment.home(key, Segment.depth(segment), range);
      if (key <= before || key >= to || home <= gap || home > slot || Cells.gone(word)) {
        throw wrong();
      }
      before = key;
      values++;
      entries++;
      if ((word & Cells.DETAILED) != 0) {
        detail = details(segment, detail, Segment.low(segment, slot));
      }
    }
    // The last slot is empty: it ends every search.
    if (gap != slots - 1 || detail != segment.length) {
      throw wrong();
    }
  }

  /** Details lie in the order of their cells; returns where the next cell's are. */
  private int details(long[] segment, int expected, int at) {
    if (at != expected) {
      throw wrong();
    }
    int next = at;
    while (true) {
      if (next + 2 > segment.length) {
        throw wrong();
      }
      boolean more = (segment[next] & Cells.MORE) != 0;
      next += 2;
      if (!more) {
        return next;
      }
      entries++;
    }
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException("its entries are not in order");
  }
}
