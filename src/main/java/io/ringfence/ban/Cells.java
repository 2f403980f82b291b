package io.ringfence.ban;

import io.ringfence.domain.EntryState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Values with their entries, written out for editing: what a batch of writes holds, and what a
 * segment is taken apart into. Not shared between threads.
 *
 * <p>A cell is a word and a low half. The word has the mixed digits in its upper 50 bits; in the
 * lower 14, for a single entry without an end, bits 32–44 of its {@link Match}, whose other 32 are
 * the low half. Else bit 13 is set and the low half says where in {@code detail} its entries are:
 * pairs of a Match, with {@link #MORE} on all but the last, and an end. All 14 zero: nothing is
 * left of the value.
 */
final class Cells {
  static final int FLAG_BITS = 64 - Scatter.BITS;
  static final long DETAILED = 1L << 13;
  static final long MORE = 1L << 45;

  private static final long FLAGS = (1L << FLAG_BITS) - 1;

  /** So many that a cell's number fits under its key, where the flags are, to be sorted with it. */
  private static final int MOST = 1 << FLAG_BITS;

  long[] words;
  int[] lows;
  long[] detail = {};
  int size;
  private int detailSize;

  Cells(int capacity) {
    words = new long[capacity];
    lows = new int[capacity];
  }

  void clear() {
    size = 0;
    detailSize = 0;
  }

  /** Adds what is to be known of a value; no states if nothing is. */
  void add(long digits, List<EntryState> states) {
    long key = Scatter.mix(digits) << FLAG_BITS;
    if (states.isEmpty()) {
      append(key, 0);
      return;
    }
    if (states.size() == 1 && states.get(0).until() == EntryState.NEVER) {
      long match = Match.of(states.get(0));
      append(key | match >>> 32, (int) match);
      return;
    }
    append(key | DETAILED, detailSize);
    List<EntryState> sorted = states;
    if (states.size() > 1) {
      sorted = states.stream().sorted(Comparator.comparingLong(EntryState::id)).toList();
    }
    for (int i = 0; i < sorted.size(); i++) {
      EntryState state = sorted.get(i);
      detail(Match.of(state) | (i < sorted.size() - 1 ? MORE : 0), state.until());
    }
  }

  /** Adds a cell whose detail, if it has any, lies in another array. */
  void copy(long word, int low, long[] from) {
    if ((word & DETAILED) == 0) {
      append(word, low);
      return;
    }
    append(word, detailSize);
    for (int at = low; ; at += 2) {
      detail(from[at], from[at + 1]);
      if ((from[at] & MORE) == 0) {
        return;
      }
    }
  }

  static long key(long word) {
    return word >>> FLAG_BITS;
  }

  static boolean gone(long word) {
    return (word & FLAGS) == 0;
  }

  /** The Match of a cell that is not detailed. */
  static long plain(long word, int low) {
    return (word & DETAILED - 1) << 32 | low & 0xFFFF_FFFFL;
  }

  /** How many entries a cell has. */
  static int entries(long word, int low, long[] detail) {
    if ((word & DETAILED) == 0) {
      return gone(word) ? 0 : 1;
    }
    int at = low;
    while ((detail[at] & MORE) != 0) {
      at += 2;
    }
    return (at - low) / 2 + 1;
  }

  /** How many words of {@code detail} a cell has. */
  int detailWords(int cell) {
    return (words[cell] & DETAILED) == 0 ? 0 : 2 * entries(words[cell], lows[cell], detail);
  }

  /** The first of the cells {@code from} to {@code to}, which are in order, at or above a key. */
  int lowerBound(int from, int to, long key) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (key(words[middle]) < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  boolean isFull() {
    return size >= MOST;
  }

  /**
   * The cells' numbers in the order of their keys, equal keys in the order they were added.
   *
   * @throws IllegalStateException of more than {@link #MOST}
   */
  int[] order() {
    if (size > MOST) {
      throw new IllegalStateException(size + " cells");
    }
    long[] numbered = new long[size];
    for (int i = 0; i < size; i++) {
      // The sign bit is turned so that signed order is the keys' order.
      numbered[i] = (words[i] & ~FLAGS | i) ^ Long.MIN_VALUE;
    }
    Arrays.sort(numbered);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = (int) (numbered[i] & FLAGS);
    }
    return order;
  }

  private void append(long word, int low) {
    if (size == words.length) {
      words = Arrays.copyOf(words, Math.max(16, size * 2));
      lows = Arrays.copyOf(lows, words.length);
    }
    words[size] = word;
    lows[size++] = low;
  }

  private void detail(long match, long until) {
    if (detailSize + 2 > detail.length) {
      detail = Arrays.copyOf(detail, Math.max(16, detailSize * 2));
    }
    detail[detailSize++] = match;
    detail[detailSize++] = until;
  }
}
