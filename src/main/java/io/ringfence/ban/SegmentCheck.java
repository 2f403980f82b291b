package io.ringfence.ban;

/**
 * Makes sure of segments that were read from a file: together they hold each key in its place,
 * every search in them ends, and finds what is there; and each key is a number's or a prefix's.
 */
final class SegmentCheck {
  /** 2^26 slots are enough for a billion values. */
  private static final int MOST_DEPTH = 26;

  /** The shortest prefix, which is shorter than the shortest number. */
  private static final long LEAST_DIGITS = 1_000L;

  private static final long TOO_MANY_DIGITS = 1_000_000_000_000_000L;

  private long next;
  private int deepest;
  private int values;
  private long entries;
  private int observed;

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
    // All ones are the key of a vacant cell, and of no number.
    cells(segment, next, Math.min(next + width, Cells.key(Segment.VACANT)));
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

  /** How many of the entries are only observed. */
  int observed() {
    return observed;
  }

  long entries() {
    return entries;
  }

  /**
   * Each cell is the first of the pair its key points to, or the next after the cell before where
   * that is further. As keys ascend, the cells from that pair to the key's own are then full, of
   * lesser keys: a search passes them, and stops where the key is.
   */
  private void cells(long[] segment, long from, long to) {
    int pairs = Segment.pairs(segment);
    int range = Segment.range(segment);
    if (range < 1 || range > pairs || pairs > (segment.length - 1) / Segment.PAIR_WORDS) {
      throw wrong();
    }
    int detail = Segment.detailAt(pairs);
    long before = from - 1;
    int last = -1;
    for (int cell = 0; cell < 2 * pairs; cell++) {
      long word = Segment.word(segment, cell);
      if (word == Segment.VACANT) {
        continue;
      }
      long key = Cells.key(word);
      int home = 2 * Segment.home(key, Segment.depth(segment), range);
      if (key <= before || key >= to || cell != Math.max(home, last + 1) || Cells.gone(word)) {
        throw wrong();
      }
      digits(Scatter.unmix(key));
      before = key;
      last = cell;
      values++;
      entries++;
      int low = Segment.low(segment, cell);
      if ((word & Cells.DETAILED) != 0) {
        detail = details(segment, detail, low);
      } else {
        entry(Cells.plain(word, low));
      }
    }
    // The last cell is vacant: it ends every search.
    if (last == 2 * pairs - 1 || detail != segment.length) {
      throw wrong();
    }
  }

  /** What is shorter or longer is neither a number nor a prefix, and has no place to be put. */
  private static void digits(long digits) {
    if (digits < LEAST_DIGITS || digits >= TOO_MANY_DIGITS) {
      throw new IllegalArgumentException("one of its values is no number");
    }
  }

  private void entry(long match) {
    if (!Match.isEntry(match)) {
      throw new IllegalArgumentException("one of its entries is none");
    }
    observed += Match.observes(match) ? 1 : 0;
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
      entry(segment[next]);
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
