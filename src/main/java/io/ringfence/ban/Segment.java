package io.ringfence.ban;

import io.ringfence.domain.EntryState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Some hundred values whose mixed digits begin with the same bits, in one array that never changes
 * once built.
 *
 * <p>Word 0 is the header: {@code depth} (how many leading bits they share; bits 0–5), the number
 * of slots (6–34) and the {@code range} that keys are spread over (35–63). Then come the slots, two
 * in three words: two cells' words and their low halves together, so that a hit mostly costs one
 * cache line. Behind them the details. Keys stand in ascending order, each at or after the place
 * its value points to, with gaps between: so a miss ends at the first gap or greater key, after two
 * or three steps, at four fifths full.
 */
final class Segment {
  /** Of nothing. */
  static final long[] EMPTY = {header(0, 1, 1), 0, 0, 0};

  private static final int SLOTS_AT = 6;
  private static final int RANGE_AT = 35;
  private static final long SLOTS_MASK = (1L << RANGE_AT - SLOTS_AT) - 1;

  private Segment() {}

  /** How many leading bits of their mixed digits its values share. */
  static int depth(long[] segment) {
    return (int) segment[0] & 63;
  }

  /** The values in it and a quarter more. */
  static int range(long[] segment) {
    return (int) (segment[0] >>> RANGE_AT);
  }

  /** The heap it holds, in words: an array's header is two. */
  static int words(long[] segment) {
    return segment == EMPTY ? 0 : segment.length + 2;
  }

  static int slots(long[] segment) {
    return (int) (segment[0] >>> SLOTS_AT & SLOTS_MASK);
  }

  private static long header(int depth, int slots, int range) {
    return depth | (long) slots << SLOTS_AT | (long) range << RANGE_AT;
  }

  static int word(int slot) {
    return 1 + slot + (slot >> 1);
  }

  private static int lowWord(int slot) {
    return 3 + 3 * (slot >> 1);
  }

  static int low(long[] segment, int slot) {
    return (int) (segment[lowWord(slot)] >>> ((slot & 1) << 5));
  }

  /** Where a key belongs: its bits after the first {@code depth}, scaled to the range. */
  static int home(long mixed, int depth, int range) {
    return (int) ((mixed << Cells.FLAG_BITS + depth >>> 32) * range >>> 32);
  }

  /** The slot of a key, or -1. */
  private static int slot(long[] segment, long mixed) {
    long header = segment[0];
    int slot = home(mixed, (int) header & 63, (int) (header >>> RANGE_AT));
    while (true) {
      long word = segment[word(slot)];
      long key = Cells.key(word);
      if (key == mixed) {
        return slot;
      }
      if (word == 0 || key > mixed) {
        return -1;
      }
      slot++;
    }
  }

  /**
   * The entry of a value that decides: of those that hold on the channel, have not ended and are
   * not merely observed, the first that allows, else the first.
   */
  static long find(long[] segment, long mixed, int channelBit, long now) {
    int slot = slot(segment, mixed);
    if (slot < 0) {
      return Match.NONE;
    }
    long word = segment[word(slot)];
    if ((word & Cells.DETAILED) != 0) {
      return findInDetail(segment, low(segment, slot), channelBit, now);
    }
    long match = Cells.plain(word, low(segment, slot));
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
    int slot = slot(segment, mixed);
    if (slot < 0) {
      return List.of();
    }
    long word = segment[word(slot)];
    int at = low(segment, slot);
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
    int slots = slots(segment);
    for (int slot = 0; slot < slots; slot++) {
      long word = segment[word(slot)];
      if (word != 0) {
        action.accept(Cells.key(word));
      }
    }
  }

  /** Adds the segment's cells, in order. */
  static void unpack(long[] segment, Cells into) {
    int slots = slots(segment);
    for (int slot = 0; slot < slots; slot++) {
      long word = segment[word(slot)];
      if (word != 0) {
        into.copy(word, low(segment, slot), segment);
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
  static int detailAt(int slots) {
    return 1 + 3 * ((slots + 1) / 2);
  }

  /** Builds a segment of the cells {@code from} to {@code to}, which are in order. */
  static long[] pack(Cells cells, int from, int to, int depth) {
    int count = to - from;
    if (count == 0 && depth == 0) {
      return EMPTY;
    }
    int range = count + count / 4 + 1;
    int last = -1;
    int detailed = 0;
    for (int i = from; i < to; i++) {
      last = Math.max(last + 1, home(Cells.key(cells.words[i]), depth, range));
      if ((cells.words[i] & Cells.DETAILED) != 0) {
        detailed += 2 * Cells.entries(cells.words[i], cells.lows[i], cells.detail);
      }
    }
    // The last slot stays empty: it ends every search.
    int slots = Math.max(range, last + 2);
    int detailAt = detailAt(slots);
    long[] segment = new long[detailAt + detailed];
    segment[0] = header(depth, slots, range);
    fill(segment, cells, from, to, detailAt);
    return segment;
  }

  private static void fill(long[] segment, Cells cells, int from, int to, int detailFrom) {
    int depth = depth(segment);
    int range = range(segment);
    int detailAt = detailFrom;
    int slot = -1;
    for (int i = from; i < to; i++) {
      long word = cells.words[i];
      int low = cells.lows[i];
      slot = Math.max(slot + 1, home(Cells.key(word), depth, range));
      segment[word(slot)] = word;
      if ((word & Cells.DETAILED) != 0) {
        int length = 2 * Cells.entries(word, low, cells.detail);
        System.arraycopy(cells.detail, low, segment, detailAt, length);
        low = detailAt;
        detailAt += length;
      }
      segment[lowWord(slot)] |= (low & 0xFFFF_FFFFL) << ((slot & 1) << 5);
    }
  }
}
