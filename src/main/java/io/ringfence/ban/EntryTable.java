package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.EntryState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One organisation's numbers (or prefixes) and their entries: extendible hashing over small
 * segments that are copied on write. Any thread reads at any time without waiting and without
 * allocating; one thread at a time writes.
 *
 * <p>A slot of the directory always holds a segment with every value whose mixed digits lead to it,
 * whatever split or merge is under way; so a reader cannot miss a value that is not being changed.
 */
public final class EntryTable {
  /** A segment beyond this many cells is split in two. */
  private static final int SPLIT_ABOVE = 384;

  /** Two halves that together spread over less than this become one again. */
  private static final int MERGE_BELOW = 240;

  /**
   * The directory grows only while it has this many values to each slot: numbers chosen so that
   * their mixed digits agree make a segment long, not the directory.
   */
  private static final int VALUES_PER_SLOT = 32;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[][].class);
  private static final long[][] EMPTY = {Segment.EMPTY};

  private volatile long[][] directory = EMPTY;
  private volatile int values;
  private volatile long entries;
  private volatile long words;

  /**
   * The entry that decides for these digits on a channel, or {@link Match#NONE}; one that allows
   * comes before one that bans. Entries that have ended or are only observed are passed over.
   *
   * @param digits below 10^15
   * @param now milliseconds since 1970 UTC
   */
  public long find(long digits, Channel channel, long now) {
    long mixed = Scatter.mix(digits);
    return Segment.find(segment(mixed), mixed, channel.bit(), now);
  }

  /** Every standing entry of these digits by id, ended and observed ones too. */
  public List<EntryState> states(long digits) {
    long mixed = Scatter.mix(digits);
    return Segment.states(segment(mixed), mixed);
  }

  /** Sets the standing entries of these digits; none removes the value. */
  public void put(long digits, List<EntryState> states) {
    Cells batch = new Cells(1);
    batch.add(digits, states);
    putAll(batch);
  }

  /** Sets many values, each segment rebuilt once; of equal values the last one holds. */
  void putAll(Cells batch) {
    int[] order = batch.order();
    Rebuild rebuild = new Rebuild(batch, order);
    int at = 0;
    while (at < order.length) {
      long mixed = Cells.key(batch.words[order[at]]);
      long[] segment = segment(mixed);
      int depth = Segment.depth(segment);
      at = rebuild.merge(segment, at);
      values += rebuild.values();
      entries += rebuild.entries();
      replace(segment, rebuild.merged(), depth, mixed >>> Scatter.BITS - depth);
    }
  }

  /** How many values it has. */
  public int values() {
    return values;
  }

  /** How many standing entries, ended and observed ones too. */
  public long entries() {
    return entries;
  }

  /**
   * Every value's digits, in no order. What is put meanwhile may be missing or come twice; what is
   * not put comes once.
   */
  void forEachValue(LongConsumer action) {
    long[][] slots = directory;
    long[] before = null;
    for (int i = 0; i < slots.length; i++) {
      long[] segment = (long[]) SLOT.getAcquire(slots, i);
      // Several neighbouring slots may lead to one segment.
      if (segment != before) {
        Segment.forEachKey(segment, mixed -> action.accept(Scatter.unmix(mixed)));
      }
      before = segment;
    }
  }

  /** The heap it holds, in bytes, with object headers of 12 to 16 bytes and references of four. */
  public long bytes() {
    long[][] slots = directory;
    return 40 + (slots == EMPTY ? 0 : 16 + 4L * slots.length) + 8 * words;
  }

  /**
   * The segments as they are, in the order of their keys, each key in exactly one. They may be of
   * different moments, none earlier than this call.
   */
  List<long[]> segments() {
    long[][] slots = directory;
    if (slots == EMPTY) {
      return List.of();
    }
    int bits = Integer.numberOfTrailingZeros(slots.length);
    List<long[]> all = new ArrayList<>();
    int at = 0;
    while (at < slots.length) {
      long[] segment = (long[]) SLOT.getAcquire(slots, at);
      int width = 1 << bits - Segment.depth(segment);
      int first = at & -width;
      if (first == at) {
        all.add(segment);
      } else {
        // It was joined with one that is among them already.
        Segment.cut(segment, (long) at << Scatter.BITS - bits, all);
      }
      at = first + width;
    }
    return all;
  }

  /**
   * A table of such segments.
   *
   * @throws IllegalArgumentException if they are not what a table is made of
   */
  static EntryTable of(List<long[]> segments) {
    EntryTable table = new EntryTable();
    if (segments.isEmpty()) {
      return table;
    }
    SegmentCheck check = new SegmentCheck();
    segments.forEach(check::take);
    check.end();
    long[][] slots = new long[1 << check.deepest()][];
    int at = 0;
    for (long[] segment : segments) {
      int width = slots.length >>> Segment.depth(segment);
      Arrays.fill(slots, at, at + width, segment);
      at += width;
      table.words += Segment.words(segment);
    }
    table.values = check.values();
    table.entries = check.entries();
    table.directory = check.values() == 0 ? EMPTY : slots;
    table.words = check.values() == 0 ? 0 : table.words;
    return table;
  }

  private long[] segment(long mixed) {
    long[][] slots = directory;
    int bits = Integer.numberOfTrailingZeros(slots.length);
    return (long[]) SLOT.getAcquire(slots, (int) (mixed >>> Scatter.BITS - bits));
  }

  private void replace(long[] old, Cells cells, int depth, long prefix) {
    if (values == 0) {
      directory = EMPTY;
      words = 0;
      return;
    }
    words -= Segment.words(old);
    place(cells, 0, cells.size, depth, prefix);
    if (cells.size < MERGE_BELOW) {
      shrink(depth, prefix);
    }
  }

  /** Publishes the cells as one segment, or as several where they are too many for one. */
  private void place(Cells cells, int from, int to, int depth, long prefix) {
    if (to - from > SPLIT_ABOVE && mayDeepen(depth)) {
      int middle = cells.lowerBound(from, to, (prefix << 1 | 1) << Scatter.BITS - depth - 1);
      place(cells, from, middle, depth + 1, prefix << 1);
      place(cells, middle, to, depth + 1, prefix << 1 | 1);
      return;
    }
    publish(Segment.pack(cells, from, to, depth), depth, prefix);
  }

  private boolean mayDeepen(int depth) {
    return 1L << depth < directory.length || (long) VALUES_PER_SLOT << depth <= values;
  }

  private void publish(long[] segment, int depth, long prefix) {
    long[][] slots = directory;
    words += Segment.words(segment);
    int bits = Integer.numberOfTrailingZeros(slots.length);
    boolean copied = slots == EMPTY || bits < depth;
    if (copied) {
      slots = widened(slots, Math.max(bits, depth));
      bits = Math.max(bits, depth);
    }
    int first = (int) (prefix << bits - depth);
    for (int i = first; i < first + (1 << bits - depth); i++) {
      SLOT.setRelease(slots, i, segment);
    }
    if (copied) {
      directory = slots;
    }
  }

  private static long[][] widened(long[][] slots, int bits) {
    long[][] wide = new long[1 << bits][];
    int shift = bits - Integer.numberOfTrailingZeros(slots.length);
    for (int i = 0; i < wide.length; i++) {
      wide[i] = slots[i >> shift];
    }
    return wide;
  }

  /** Joins a segment with its other half for as long as both together are small. */
  private void shrink(int depth, long prefix) {
    boolean joined = false;
    while (depth > 0) {
      long[] even = segment((prefix & ~1) << Scatter.BITS - depth);
      long[] odd = segment((prefix | 1) << Scatter.BITS - depth);
      if (Segment.depth(even) != Segment.depth(odd)
          || Segment.range(even) + Segment.range(odd) > MERGE_BELOW) {
        break;
      }
      Cells both = new Cells(MERGE_BELOW);
      Segment.unpack(even, both);
      Segment.unpack(odd, both);
      words -= Segment.words(even) + Segment.words(odd);
      depth--;
      prefix >>= 1;
      publish(Segment.pack(both, 0, both.size, depth), depth, prefix);
      joined = true;
    }
    if (joined) {
      narrow();
    }
  }

  /** Halves the directory for as long as no two neighbours differ. */
  private void narrow() {
    long[][] slots = directory;
    while (slots.length > 1) {
      long[][] half = new long[slots.length / 2][];
      for (int i = 0; i < half.length; i++) {
        if (slots[2 * i] != slots[2 * i + 1]) {
          return;
        }
        half[i] = slots[2 * i];
      }
      directory = half;
      slots = half;
    }
  }
}
