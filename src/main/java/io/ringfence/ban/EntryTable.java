package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.EntryState;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One organisation's numbers (or prefixes) and their entries: extendible hashing over small
 * segments that are copied on write. Any thread reads at any time without waiting and without
 * allocating; one thread at a time writes.
 *
 * <p>A slot of the fan always holds a segment with every value whose mixed digits lead to it,
 * whatever split or merge is under way; so a reader cannot miss a value that is not being changed.
 */
public final class EntryTable {
  /** A segment beyond this many values is split in two. */
  private static final int SPLIT_ABOVE = 256;

  /** Two halves that together have less room than this become one again. */
  private static final int JOIN_BELOW = 160;

  /**
   * The fan grows only while it has this many values to each slot: numbers chosen so that their
   * mixed digits agree make a segment long, not the fan.
   */
  private static final int VALUES_PER_SLOT = 24;

  private volatile Fan fan = Fan.EMPTY;
  private volatile int values;
  private volatile long entries;
  private volatile long words;
  private int observed;

  /**
   * The entry that decides for these digits on a channel, or {@link Match#NONE}; one that allows
   * comes before one that bans. Entries that have ended or are only observed are passed over.
   *
   * @param digits below 10^15
   * @param now milliseconds since 1970 UTC
   */
  public long find(long digits, Channel channel, long now) {
    return fan.find(Scatter.mix(digits), channel.bit(), now);
  }

  /** Every standing entry of these digits by id, ended and observed ones too. */
  public List<EntryState> states(long digits) {
    long mixed = Scatter.mix(digits);
    return Segment.states(fan.segment(mixed), mixed);
  }

  /** Sets the standing entries of these digits; none removes the value. */
  public void put(long digits, List<EntryState> states) {
    Cells batch = new Cells(1);
    batch.add(digits, states);
    putAll(batch);
  }

  /**
   * Sets many values, each segment rebuilt once; of equal values the last one holds.
   *
   * @param batch no more than fills it
   */
  void putAll(Cells batch) {
    int[] order = batch.order();
    Rebuild rebuild = new Rebuild(batch, order);
    int at = 0;
    while (at < order.length) {
      long mixed = Cells.key(batch.words[order[at]]);
      long[] segment = fan.segment(mixed);
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

  /** How many of the entries it was made of are only observed; what was put since is not told. */
  int observed() {
    return observed;
  }

  /**
   * Every value's digits, in no order. What is put meanwhile may be missing or come twice; what is
   * not put comes once.
   */
  void forEachValue(LongConsumer action) {
    for (long[] segment : segments()) {
      Segment.forEachKey(segment, mixed -> action.accept(Scatter.unmix(mixed)));
    }
  }

  /** The heap it holds, in bytes, by reckoning. */
  public long bytes() {
    return 40 + fan.bytes() + 8 * words;
  }

  /**
   * The segments as they are, in the order of their keys, each key in exactly one. They may be of
   * different moments, none earlier than this call.
   */
  List<long[]> segments() {
    Fan current = fan;
    return current == Fan.EMPTY ? List.of() : current.all();
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
    if (check.values() == 0) {
      return table;
    }
    table.values = check.values();
    table.entries = check.entries();
    table.observed = check.observed();
    table.words = segments.stream().mapToLong(Segment::heapWords).sum();
    table.fan = Fan.of(segments, check.deepest());
    return table;
  }

  private void replace(long[] old, Cells cells, int depth, long prefix) {
    if (values == 0) {
      fan = Fan.EMPTY;
      words = 0;
      return;
    }
    words -= Segment.heapWords(old);
    place(cells, 0, cells.size, depth, prefix);
    if (cells.size < JOIN_BELOW) {
      join(depth, prefix);
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
    publish(Segment.pack(cells, from, to, depth), prefix);
  }

  private boolean mayDeepen(int depth) {
    return depth < fan.bits() || (long) VALUES_PER_SLOT << depth <= values;
  }

  private void publish(long[] segment, long prefix) {
    words += Segment.heapWords(segment);
    Fan current = fan;
    int depth = Segment.depth(segment);
    if (current != Fan.EMPTY && depth <= current.bits()) {
      current.set(segment, prefix);
      return;
    }
    Fan wide = current.widened(depth);
    wide.set(segment, prefix);
    fan = wide;
  }

  /** Joins a segment with its other half for as long as both together are small. */
  private void join(int startDepth, long startPrefix) {
    int depth = startDepth;
    long prefix = startPrefix;
    while (depth > 0) {
      long[] even = fan.segment((prefix & ~1) << Scatter.BITS - depth);
      long[] odd = fan.segment((prefix | 1) << Scatter.BITS - depth);
      if (Segment.depth(even) != Segment.depth(odd)
          || Segment.room(even) + Segment.room(odd) > JOIN_BELOW) {
        break;
      }
      Cells both = new Cells(JOIN_BELOW);
      Segment.unpack(even, both);
      Segment.unpack(odd, both);
      words -= Segment.heapWords(even) + Segment.heapWords(odd);
      depth--;
      prefix >>= 1;
      publish(Segment.pack(both, 0, both.size, depth), prefix);
    }
    if (depth < startDepth) {
      fan = fan.narrowed();
    }
  }
}
