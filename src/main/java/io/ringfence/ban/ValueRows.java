package io.ringfence.ban;

import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of values that are no numbers, in one array that never changes once built: first every
 * print's first half, in unsigned order, then the second halves, then the entries, then their ends.
 * So a search goes through neighbouring words. Null stands for no rows.
 *
 * <p>An entry's word is its {@link Match}, and besides that in bits 45–47 the kind, and of a block
 * of addresses in bits 48–55 its length, in bit 56 whether it is IPv4.
 */
final class ValueRows {
  /** Words a row has. */
  static final int WORDS = 4;

  private static final int KIND_AT = 45;
  private static final int LENGTH_AT = 48;
  private static final long V4 = 1L << 56;
  private static final long MATCH = (1L << KIND_AT) - 1;
  private static final Kind[] KINDS = Kind.values();

  private ValueRows() {}

  static int count(long[] rows) {
    return rows == null ? 0 : rows.length / WORDS;
  }

  static long first(long[] rows, int row) {
    return rows[row];
  }

  static long second(long[] rows, int row) {
    return rows[rows.length / WORDS + row];
  }

  static long word(long[] rows, int row) {
    return rows[rows.length / 2 + row];
  }

  static long until(long[] rows, int row) {
    return rows[rows.length / 2 + rows.length / WORDS + row];
  }

  static Kind kind(long word) {
    return KINDS[(int) (word >>> KIND_AT) & 7];
  }

  /** How many bits a block's addresses share. */
  static int length(long word) {
    return (int) (word >>> LENGTH_AT) & 0xff;
  }

  static IpRange.Family family(long word) {
    return (word & V4) != 0 ? IpRange.Family.V4 : IpRange.Family.V6;
  }

  static long match(long word) {
    return word & MATCH;
  }

  /** What every row of a value has beside its entry. */
  static long marks(Kind kind) {
    return (long) kind.ordinal() << KIND_AT;
  }

  static long marks(IpRange range) {
    return marks(Kind.IP)
        | (long) range.length() << LENGTH_AT
        | (range.family() == IpRange.Family.V4 ? V4 : 0);
  }

  /** The marks in a row's word. */
  static long marksIn(long word) {
    return word & ~MATCH;
  }

  /** The entry that decides: of those that hold, the first that allows, else the first. */
  static long find(long[] rows, Print print, int channelBit, long now) {
    int count = count(rows);
    long found = Match.NONE;
    for (int row = 0; row < count; row++) {
      if (rows[row] == print.first() && second(rows, row) == print.second()) {
        long match = match(word(rows, row));
        if (Match.decides(match, channelBit) && until(rows, row) > now) {
          if (Match.allows(match)) {
            return match;
          }
          found = found == Match.NONE ? match : found;
        }
      }
    }
    return found;
  }

  /** Every entry of a value by id, ended and observed ones too. */
  static List<EntryState> states(long[] rows, Print print) {
    List<EntryState> states = new ArrayList<>(2);
    for (int row = 0; row < count(rows); row++) {
      if (is(rows, row, print)) {
        states.add(Match.state(match(word(rows, row)), until(rows, row)));
      }
    }
    return states;
  }

  static boolean has(long[] rows, Print print, long word) {
    for (int row = 0; row < count(rows); row++) {
      if (is(rows, row, print) && word(rows, row) == word) {
        return true;
      }
    }
    return false;
  }

  static boolean is(long[] rows, int row, Print print) {
    return first(rows, row) == print.first() && second(rows, row) == print.second();
  }

  /** The rows with those of one value replaced; null if none is left. */
  static long[] with(long[] rows, Print print, long marks, List<EntryState> states) {
    int before = count(rows);
    int kept = 0;
    int at = 0;
    for (int row = 0; row < before; row++) {
      kept += is(rows, row, print) ? 0 : 1;
      at += isBelow(rows, row, print) ? 1 : 0;
    }
    if (kept + states.size() == 0) {
      return null;
    }
    long[] next = new long[WORDS * (kept + states.size())];
    int to = 0;
    for (int row = 0; row < before; row++) {
      to = row == at ? put(next, to, print, marks, states) : to;
      if (!is(rows, row, print)) {
        put(next, to++, rows, row);
      }
    }
    if (at == before) {
      put(next, to, print, marks, states);
    }
    return next;
  }

  /** The rows from one to another; null if there are none. */
  static long[] part(long[] rows, int from, int to) {
    if (from == to) {
      return null;
    }
    long[] part = new long[WORDS * (to - from)];
    for (int row = from; row < to; row++) {
      put(part, row - from, rows, row);
    }
    return part;
  }

  /** All rows of two arrays, of which the first has the lower prints. */
  static long[] joined(long[] low, long[] high) {
    if (low == null || high == null) {
      return low == null ? high : low;
    }
    long[] joined = new long[low.length + high.length];
    for (int row = 0; row < count(low); row++) {
      put(joined, row, low, row);
    }
    for (int row = 0; row < count(high); row++) {
      put(joined, count(low) + row, high, row);
    }
    return joined;
  }

  /** The first row whose print's first half is at least this, unsigned. */
  static int lowerBound(long[] rows, long first) {
    int row = 0;
    while (row < count(rows) && Long.compareUnsigned(rows[row], first) < 0) {
      row++;
    }
    return row;
  }

  /**
   * @throws IllegalArgumentException if they are no rows, or not in order after the one given
   */
  static void check(long[] rows, long[] before) {
    if (rows.length == 0 || rows.length % WORDS != 0) {
      throw new IllegalArgumentException("its values are not in rows");
    }
    int last = count(before) - 1;
    boolean ordered = before == null || isOrdered(before, last, rows, 0);
    for (int row = 0; row < count(rows); row++) {
      long word = word(rows, row);
      int kind = (int) (word >>> KIND_AT) & 7;
      if (!Match.isEntry(match(word)) || kind < Kind.IP.ordinal() || kind >= KINDS.length) {
        throw new IllegalArgumentException("one of its entries is none");
      }
      if (KINDS[kind] == Kind.IP && (length(word) < 1 || length(word) > family(word).bits())) {
        throw new IllegalArgumentException("one of its blocks is none");
      }
      ordered &= row == 0 || isOrdered(rows, row - 1, rows, row);
    }
    if (!ordered) {
      throw new IllegalArgumentException("its values are not in order");
    }
  }

  private static boolean isOrdered(long[] one, int row, long[] other, int next) {
    int order = Long.compareUnsigned(first(one, row), first(other, next));
    if (order == 0) {
      order = Long.compareUnsigned(second(one, row), second(other, next));
    }
    return order < 0 || order == 0 && Match.id(word(one, row)) < Match.id(word(other, next));
  }

  private static boolean isBelow(long[] rows, int row, Print print) {
    int order = Long.compareUnsigned(first(rows, row), print.first());
    return order < 0 || order == 0 && Long.compareUnsigned(second(rows, row), print.second()) < 0;
  }

  private static int put(long[] rows, int from, Print print, long marks, List<EntryState> states) {
    int row = from;
    for (EntryState state : states) {
      put(rows, row++, print, marks | Match.of(state), state.until());
    }
    return row;
  }

  private static void put(long[] rows, int row, long[] from, int its) {
    put(
        rows,
        row,
        new Print(first(from, its), second(from, its)),
        word(from, its),
        until(from, its));
  }

  private static void put(long[] rows, int row, Print print, long word, long until) {
    int count = rows.length / WORDS;
    rows[row] = print.first();
    rows[count + row] = print.second();
    rows[2 * count + row] = word;
    rows[3 * count + row] = until;
  }
}
