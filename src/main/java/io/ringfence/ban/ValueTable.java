package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One organisation's values that are no numbers, by their prints: buckets by the leading bits, each
 * copied when it is written to. Any thread reads at any time without waiting; one thread at a time
 * writes.
 *
 * <p>Prints rather than texts: 35 bytes for an entry, whatever the length of its value, where a map
 * of strings takes 150; and a file that is lost gives away no e-mail address.
 */
final class ValueTable {
  /** Twice as many buckets above so many rows to each, half as many below. */
  private static final int MOST_A_BUCKET = 12;

  private static final int LEAST_A_BUCKET = 3;

  private final AtomicLongArray entries = new AtomicLongArray(Kind.values().length);
  private final IpLengths lengths = new IpLengths();
  private volatile AtomicReferenceArray<long[]> buckets = new AtomicReferenceArray<>(1);
  private volatile long words;
  private int rows;

  /** The entry that decides for a value, or {@link Match#NONE}. */
  long find(Print print, Channel channel, long now) {
    AtomicReferenceArray<long[]> all = buckets;
    return ValueRows.find(
        all.getAcquire(bucket(print.first(), all.length())), print, channel.bit(), now);
  }

  /** The entry of the smallest block that holds an address and decides. */
  long longest(PrintKey key, IpRange address, Channel channel, long now) {
    int length = lengths.longest(address.family(), address.length());
    while (length >= 0) {
      long match = find(key.of(address.network(length)), channel, now);
      if (match != Match.NONE) {
        return match;
      }
      length = lengths.longest(address.family(), length - 1);
    }
    return Match.NONE;
  }

  /** How long blocks that hold a range may be, the range's own length first. */
  List<Integer> lengths(IpRange range) {
    List<Integer> all = new ArrayList<>();
    int length = lengths.longest(range.family(), range.length());
    while (length >= 0) {
      all.add(length);
      length = lengths.longest(range.family(), length - 1);
    }
    return all;
  }

  List<EntryState> states(Print print) {
    AtomicReferenceArray<long[]> all = buckets;
    return ValueRows.states(all.getAcquire(bucket(print.first(), all.length())), print);
  }

  /** Whether an entry stands there just as a row had it. */
  boolean has(Print print, long word) {
    AtomicReferenceArray<long[]> all = buckets;
    return ValueRows.has(all.getAcquire(bucket(print.first(), all.length())), print, word);
  }

  /** How many standing entries of a kind, ended and observed ones too. */
  long entries(Kind kind) {
    return entries.get(kind.ordinal());
  }

  /** How many entries are only observed: counted, all of them. */
  int observed() {
    int observed = 0;
    for (long[] rows : segments()) {
      for (int row = 0; row < ValueRows.count(rows); row++) {
        observed += Match.observes(ValueRows.match(ValueRows.word(rows, row))) ? 1 : 0;
      }
    }
    return observed;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** The heap it holds, in bytes, by reckoning. */
  long bytes() {
    return 160 + lengths.bytes() + 4L * buckets.length() + 8 * words;
  }

  /**
   * Sets the standing entries of a value; none removes it.
   *
   * @param marks {@link ValueRows#marks} of the value
   */
  void put(Print print, long marks, List<EntryState> states) {
    Kind kind = ValueRows.kind(marks);
    int at = bucket(print.first(), buckets.length());
    long[] old = buckets.getPlain(at);
    int before = ValueRows.states(old, print).size();
    set(at, old, ValueRows.with(old, print, marks, sorted(states)));
    count(kind, states.size() - before);
    if (kind == Kind.IP && before == 0 != states.isEmpty()) {
      // After the rows: whoever sees a new length finds the block.
      lengths.add(ValueRows.family(marks), ValueRows.length(marks), before == 0 ? 1 : -1);
    }
    fit();
  }

  /** Rows as they are, no two arrays with the same print, in the order of their prints. */
  List<long[]> segments() {
    AtomicReferenceArray<long[]> all = buckets;
    List<long[]> segments = new ArrayList<>();
    for (int i = 0; i < all.length(); i++) {
      long[] one = all.getAcquire(i);
      if (one != null) {
        segments.add(one);
      }
    }
    return segments;
  }

  /**
   * A table of such rows.
   *
   * @throws IllegalArgumentException if they are not what a table is made of
   */
  static ValueTable of(List<long[]> segments) {
    ValueTable table = new ValueTable();
    long[] before = null;
    long count = 0;
    for (long[] segment : segments) {
      ValueRows.check(segment, before);
      before = segment;
      count += ValueRows.count(segment);
    }
    int size = 1;
    while (count > (long) MOST_A_BUCKET * size) {
      size *= 2;
    }
    table.buckets = new AtomicReferenceArray<>(size);
    segments.forEach(table::take);
    return table;
  }

  /** Takes rows that come after all that are there. */
  private void take(long[] segment) {
    Print last = null;
    for (int row = 0; row < ValueRows.count(segment); ) {
      int at = bucket(ValueRows.first(segment, row), buckets.length());
      int end = row;
      for (;
          end < ValueRows.count(segment)
              && bucket(ValueRows.first(segment, end), buckets.length()) == at;
          end++) {
        long word = ValueRows.word(segment, end);
        Kind kind = ValueRows.kind(word);
        count(kind, 1);
        boolean again = last != null && ValueRows.is(segment, end, last);
        if (kind == Kind.IP && !again) {
          lengths.add(ValueRows.family(word), ValueRows.length(word), 1);
        }
        last = new Print(ValueRows.first(segment, end), ValueRows.second(segment, end));
      }
      long[] old = buckets.getPlain(at);
      set(at, old, ValueRows.joined(old, ValueRows.part(segment, row, end)));
      row = end;
    }
  }

  private static List<EntryState> sorted(List<EntryState> states) {
    return states.size() < 2
        ? states
        : states.stream().sorted((one, other) -> Long.compare(one.id(), other.id())).toList();
  }

  private void count(Kind kind, int more) {
    entries.addAndGet(kind.ordinal(), more);
    rows += more;
  }

  private void set(int at, long[] old, long[] next) {
    words += heapWords(next) - heapWords(old);
    buckets.setRelease(at, next);
  }

  /** An array's header is two words. */
  private static int heapWords(long[] rows) {
    return rows == null ? 0 : rows.length + 2;
  }

  private void fit() {
    int size = buckets.length();
    if (rows > MOST_A_BUCKET * size) {
      widen(size);
    } else if (size > 1 && rows < LEAST_A_BUCKET * size) {
      narrow(size);
    }
  }

  private void widen(int size) {
    AtomicReferenceArray<long[]> wide = new AtomicReferenceArray<>(2 * size);
    long all = 0;
    for (int i = 0; i < size; i++) {
      long[] both = buckets.getPlain(i);
      int middle = ValueRows.lowerBound(both, boundary(2L * i + 1, 2 * size));
      long[] low = ValueRows.part(both, 0, middle);
      long[] high = ValueRows.part(both, middle, ValueRows.count(both));
      wide.setPlain(2 * i, low);
      wide.setPlain(2 * i + 1, high);
      all += heapWords(low) + heapWords(high);
    }
    words = all;
    buckets = wide;
  }

  private void narrow(int size) {
    AtomicReferenceArray<long[]> narrow = new AtomicReferenceArray<>(size / 2);
    long all = 0;
    for (int i = 0; i < size / 2; i++) {
      long[] both = ValueRows.joined(buckets.getPlain(2 * i), buckets.getPlain(2 * i + 1));
      narrow.setPlain(i, both);
      all += heapWords(both);
    }
    words = all;
    buckets = narrow;
  }

  /**
   * @param size a power of two
   */
  private static int bucket(long first, int size) {
    // Shifted once before: a shift by all 64 bits would be none.
    return (int) (first >>> 1 >>> Long.SIZE - 1 - Integer.numberOfTrailingZeros(size));
  }

  /** The least first half of a bucket, of so many that there are at least two. */
  private static long boundary(long bucket, int size) {
    return bucket << Long.SIZE - Integer.numberOfTrailingZeros(size);
  }
}
