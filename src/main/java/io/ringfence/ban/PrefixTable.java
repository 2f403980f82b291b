package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.NumberPrefix;
import java.util.List;

/**
 * One organisation's prefixes. As none begins with 0, a prefix's value tells its length, and one
 * table holds them all; a mask says which lengths occur, so that the others are not looked for.
 */
final class PrefixTable {
  private static final long[] POWERS_OF_TEN = new long[NumberPrefix.MAX_DIGITS + 1];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private final EntryTable table;
  private final int[] ofLength = new int[NumberPrefix.MAX_DIGITS + 1];
  private volatile int lengths;

  PrefixTable() {
    this(new EntryTable());
  }

  PrefixTable(EntryTable table) {
    this.table = table;
    Cells cells = new Cells(0);
    table.segments().forEach(segment -> Segment.unpack(segment, cells));
    for (int i = 0; i < cells.size; i++) {
      int length = length(Scatter.unmix(Cells.key(cells.words[i])));
      ofLength[length]++;
      lengths |= 1 << length;
    }
  }

  /** The entry of the longest prefix that decides, or {@link Match#NONE}. */
  long longest(long digits, Channel channel, long now) {
    int present = lengths;
    if (present == 0) {
      return Match.NONE;
    }
    int count = length(digits);
    for (int length = count; length >= NumberPrefix.MIN_DIGITS; length--) {
      if ((present & 1 << length) != 0) {
        long match = table.find(digits / POWERS_OF_TEN[count - length], channel, now);
        if (match != Match.NONE) {
          return Match.ofPrefix(match, length);
        }
      }
    }
    return Match.NONE;
  }

  void put(long digits, List<EntryState> states) {
    int before = table.values();
    table.put(digits, states);
    int length = length(digits);
    ofLength[length] += table.values() - before;
    // After the table: whoever sees the bit finds the prefix.
    lengths = ofLength[length] == 0 ? lengths & ~(1 << length) : lengths | 1 << length;
  }

  EntryTable table() {
    return table;
  }

  private static int length(long digits) {
    int length = 1;
    while (length < POWERS_OF_TEN.length && digits >= POWERS_OF_TEN[length]) {
      length++;
    }
    return length;
  }
}
