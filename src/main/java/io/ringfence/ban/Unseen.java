package io.ringfence.ban;

import io.ringfence.domain.Change;
import java.util.BitSet;
import java.util.List;

/**
 * An organisation's values that are no numbers as they stood at one moment, of which those are
 * crossed out that the tables have. What is left the tables do not have: prints cannot be turned
 * back into values, so the tables cannot be asked for them. For one thread.
 */
public final class Unseen {
  private final PrintKey prints;
  private final long[] firsts;
  private final long[] seconds;
  private final long[] words;
  private final BitSet seen;

  Unseen(PrintKey prints, List<long[]> segments) {
    this.prints = prints;
    int size = segments.stream().mapToInt(ValueRows::count).sum();
    firsts = new long[size];
    seconds = new long[size];
    words = new long[size];
    seen = new BitSet(size);
    int at = 0;
    for (long[] rows : segments) {
      for (int row = 0; row < ValueRows.count(rows); row++) {
        firsts[at] = ValueRows.first(rows, row);
        seconds[at] = ValueRows.second(rows, row);
        words[at++] = ValueRows.word(rows, row);
      }
    }
  }

  /**
   * Crosses out a value that the tables have.
   *
   * @throws IllegalArgumentException if it is none of its kind
   */
  public void seen(Change.EntriesOf of) {
    Print print = prints.of(of.kind(), of.value());
    for (int i = lowerBound(print.first()); i < firsts.length && firsts[i] == print.first(); i++) {
      if (seconds[i] == print.second()) {
        seen.set(i);
      }
    }
  }

  /** The first that was not seen, from one on; -1 after the last. */
  int next(int from) {
    int next = seen.nextClearBit(from);
    return next < firsts.length ? next : -1;
  }

  Print print(int i) {
    return new Print(firsts[i], seconds[i]);
  }

  long word(int i) {
    return words[i];
  }

  private int lowerBound(long first) {
    int low = 0;
    int high = firsts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(firsts[middle], first) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
