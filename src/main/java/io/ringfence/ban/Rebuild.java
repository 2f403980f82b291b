package io.ringfence.ban;

/** Merges a batch of writes, in the order of its keys, into one segment's cells after another. */
final class Rebuild {
  private final Cells batch;
  private final int[] order;
  private final Cells merged = new Cells(320);
  private int values;
  private int entries;

  Rebuild(Cells batch, int[] order) {
    this.batch = batch;
    this.order = order;
  }

  /**
   * Merges the writes that belong to a segment into its cells.
   *
   * @param from the first of them in {@code order}
   * @return where in {@code order} the next segment's begin
   */
  int merge(long[] segment, int from) {
    merged.clear();
    values = 0;
    entries = 0;
    int shift = Scatter.BITS - Segment.depth(segment);
    long prefix = key(from) >>> shift;
    int cell = 0;
    int at = from;
    while (at < order.length && key(at) >>> shift == prefix) {
      int next = at + 1;
      // Of several writes of one value the last one holds.
      if (next == order.length || key(next) != key(at)) {
        cell = keepBelow(key(at), segment, cell);
        cell = drop(key(at), segment, cell);
        write(order[at]);
      }
      at = next;
    }
    keepBelow(Long.MAX_VALUE, segment, cell);
    return at;
  }

  /** The cells after the merge, in order. */
  Cells merged() {
    return merged;
  }

  /** How many values the merge brought more than it took. */
  int values() {
    return values;
  }

  /** How many entries the merge brought more than it took. */
  int entries() {
    return entries;
  }

  private long key(int at) {
    return Cells.key(batch.words[order[at]]);
  }

  /** Keeps the segment's values below a key; returns the first cell that is not below. */
  private int keepBelow(long key, long[] segment, int from) {
    int cells = Segment.cells(segment);
    int cell = from;
    for (; cell < cells; cell++) {
      long word = Segment.word(segment, cell);
      if (word != Segment.VACANT) {
        if (Cells.key(word) >= key) {
          return cell;
        }
        merged.copy(word, Segment.low(segment, cell), segment);
      }
    }
    return cell;
  }

  private int drop(long key, long[] segment, int cell) {
    if (cell == Segment.cells(segment) || Cells.key(Segment.word(segment, cell)) != key) {
      return cell;
    }
    values--;
    entries -= Cells.entries(Segment.word(segment, cell), Segment.low(segment, cell), segment);
    return cell + 1;
  }

  private void write(int cell) {
    long word = batch.words[cell];
    if (!Cells.gone(word)) {
      values++;
      entries += Cells.entries(word, batch.lows[cell], batch.detail);
      merged.copy(word, batch.lows[cell], batch.detail);
    }
  }
}
