package io.ringfence.ban;

import io.ringfence.domain.EntryState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Some hundred values whose mixed digits begin with the same bits, in one array that never changes
 * once built.
 *
 * <p>Word 0 is the header: {@code depth} (how many leading bits they share; bits 0–5), the {@code
 * range} of pairs that keys are spread over (6–31) and the number of pairs (32–63). Then come the
 * pairs, of three words: two cells' words and their low halves together, so that a hit mostly costs
 * one cache line. Behind them the details. Keys stand in ascending order, each in or after the pair
 * its value points to, and a vacant cell is greater than any key: so a search looks at the second
 * word of one pair after another, once or twice at four fifths full, with little that a processor
 * could guess wrong.
 */
final class Segment {
  /** A cell without a value. Its key is no number's: see {@link Scatter}. */
  static final long VACANT = -1;

  /** Of nothing. */
  static final long[] EMPTY = {header(0, 1, 1), VACANT, VACANT, 0};

  private static final int RANGE_AT = 6;
  private static final int PAIRS_AT = 32;
  static final int PAIR_WORDS = 3;

  private Segment() {}

  static int depth(long[] segment) {
    return hint(segment) & 63;
  }

  /** The half of the header that says where a key lies. */
  static int hint(long[] segment) {
    return (int) segment[0];
  }

  /** Room for the values in it and a quarter more, in cells. */
  static int room(long[] segment) {
    return 2 * range(segment);
  }

  /** How many cells, vacant ones too. */
  static int cells(long[] segment) {
    return 2 * pairs(segment);
  }

  static int pairs(long[] segment) {
    return (int) (segment[0] >>> PAIRS_AT);
  }

  static long word(long[] segment, int cell) {
    return segment[wordAt(cell)];
  }

  static int low(long[] segment, int cell) {
    return (int) (segment[lowAt(cell)] >>> ((cell & 1) << 5));
  }

  /** The heap it holds, in words: an array's header is two. */
  static int heapWords(long[] segment) {
    return segment == EMPTY ? 0 : segment.length + 2;
  }

  /** How many pairs keys are spread over; those behind hold what did not fit there. */
  static int range(long[] segment) {
    return hint(segment) >>> RANGE_AT;
  }

  private static long header(int depth, int range, int pairs) {
    return depth | (long) range << RANGE_AT | (long) pairs << PAIRS_AT;
  }

  private static int wordAt(int cell) {
    return 1 + PAIR_WORDS * (cell >> 1) + (cell & 1);
  }

  private static int lowAt(int cell) {
    return PAIR_WORDS + PAIR_WORDS * (cell >> 1);
  }

  /** Where the pair of a key is: its bits after the first {@code depth}, scaled to the range. */
  static int home(long mixed, int depth, int range) {
    return (int) ((mixed << Cells.FLAG_BITS + depth >>> 32) * range >>> 32);
  }

  /** Where the first pair is that does not end below a key; the last one is vacant at its end. */
  private static int pairAt(long[] segment, int hint, long mixed) {
    int at = 1 + PAIR_WORDS * home(mixed, hint & 63, hint >>> RANGE_AT);
    while (Cells.key(segment[at + 1]) < mixed) {
      at += PAIR_WORDS;
    }
    return at;
  }

  /**
   * The entry of a value that decides: of those that hold on the channel, have not ended and are
   * not merely observed, the first that allows, else the first.
   *
   * @param hint what {@link #hint} most likely is: with it the header and the pair are fetched from
   *     memory side by side, not one after the other
   */
  static long find(long[] segment, int hint, long mixed, int channelBit, long now) {
    return hint == hint(segment)
        ? search(segment, hint, mixed, channelBit, now)
        : search(segment, hint(segment), mixed, channelBit, now);
  }

  private static long search(long[] segment, int hint, long mixed, int channelBit, long now) {
    int at = pairAt(segment, hint, mixed);
    long first = segment[at];
    if (Cells.key(first) == mixed) {
      return decides(segment, first, (int) segment[at + 2], channelBit, now);
    }
    long second = segment[at + 1];
    return Cells.key(second) == mixed
        ? decides(segment, second, (int) (segment[at + 2] >>> 32), channelBit, now)
        : Match.NONE;
  }

  private static long decides(long[] segment, long word, int low, int channelBit, long now) {
    if ((word & Cells.DETAILED) != 0) {
      return findInDetail(segment, low, channelBit, now);
    }
    long match = Cells.plain(word, low);
    return Match.decides(match, channelBit) ? match : Match.NONE;
  }

  private static long findInDetail(long[] segment, int from, int channelBit, long now) {
    long found = Match.NONE;
    for (int at = from; ; at += 2) {
      long match = segment[at];
      if (Match.decides(match, channelBit) && segment[at + 1] > now) {
        long decided = match & ~Cells.MORE;
        if (Match.allows(match)) {
          return decided;
        }
        found = found == Match.NONE ? decided : found;
      }
      if ((match & Cells.MORE) == 0) {
        return found;
      }
    }
  }

  /** Every entry of a value, ended and observed ones too, by id. */
  static List<EntryState> states(long[] segment, long mixed) {
    int pairAt = pairAt(segment, hint(segment), mixed);
    int cell = (pairAt - 1) / PAIR_WORDS * 2 + (Cells.key(segment[pairAt]) == mixed ? 0 : 1);
    long word = word(segment, cell);
    int at = low(segment, cell);
    if (Cells.key(word) != mixed) {
      return List.of();
    }
    if ((word & Cells.DETAILED) == 0) {
      return List.of(Match.state(Cells.plain(word, at), EntryState.NEVER));
    }
    List<EntryState> states = new ArrayList<>(2);
    for (; ; at += 2) {
      states.add(Match.state(segment[at], segment[at + 1]));
      if ((segment[at] & Cells.MORE) == 0) {
        return states;
      }
    }
  }

  static void forEachKey(long[] segment, LongConsumer action) {
    int cells = cells(segment);
    for (int cell = 0; cell < cells; cell++) {
      long word = word(segment, cell);
      if (word != VACANT) {
        action.accept(Cells.key(word));
      }
    }
  }

  /** Adds the segment's cells, in order. */
  static void unpack(long[] segment, Cells into) {
    int cells = cells(segment);
    for (int cell = 0; cell < cells; cell++) {
      long word = word(segment, cell);
      if (word != VACANT) {
        into.copy(word, low(segment, cell), segment);
      }
    }
  }

  /** Adds what a segment has from a key on, as segments. */
  static void cut(long[] segment, long from, List<long[]> into) {
    Cells cells = new Cells(0);
    unpack(segment, cells);
    long end = (from >>> Scatter.BITS - depth(segment)) + 1 << Scatter.BITS - depth(segment);
    for (long at = from; at < end; at += Long.lowestOneBit(at)) {
      long width = Long.lowestOneBit(at);
      int first = cells.lowerBound(0, cells.size, at);
      int last = cells.lowerBound(first, cells.size, at + width);
      into.add(pack(cells, first, last, Scatter.BITS - Long.numberOfTrailingZeros(width)));
    }
  }

  /** Where the details begin. */
  static int detailAt(int pairs) {
    return 1 + PAIR_WORDS * pairs;
  }

  /** Builds a segment of the cells {@code from} to {@code to}, which are in order. */
  static long[] pack(Cells cells, int from, int to, int depth) {
    int count = to - from;
    if (count == 0 && depth == 0) {
      return EMPTY;
    }
    int range = (count + count / 4) / 2 + 1;
    int last = -1;
    int detailed = 0;
    for (int i = from; i < to; i++) {
      last = Math.max(last + 1, 2 * home(Cells.key(cells.words[i]), depth, range));
      detailed += cells.detailWords(i);
    }
    int pairs = Math.max(range, (last + 1) / 2 + 1);
    int detailAt = detailAt(pairs);
    long[] segment = new long[detailAt + detailed];
    segment[0] = header(depth, range, pairs);
    fill(segment, cells, from, to, detailAt);
    return segment;
  }

  private static void fill(long[] segment, Cells cells, int from, int to, int detailFrom) {
    int depth = depth(segment);
    int range = range(segment);
    int detailAt = detailFrom;
    int cell = -1;
    for (int i = from; i < to; i++) {
      int home = 2 * home(Cells.key(cells.words[i]), depth, range);
      while (++cell < home) {
        segment[wordAt(cell)] = VACANT;
      }
      segment[wordAt(cell)] = cells.words[i];
      int low = cells.lows[i];
      int detail = cells.detailWords(i);
      if (detail > 0) {
        System.arraycopy(cells.detail, low, segment, detailAt, detail);
        low = detailAt;
        detailAt += detail;
      }
      segment[lowAt(cell)] |= (low & 0xFFFF_FFFFL) << ((cell & 1) << 5);
    }
    while (++cell < cells(segment)) {
      segment[wordAt(cell)] = VACANT;
    }
  }
}
