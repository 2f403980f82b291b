package io.ringfence.ban;

/** Merges a batch of writes, in the order of its keys, into one segment's cells after another. */
final class Rebuild {
  private final Cells batch;
  private final int[] order;
  private final Cells old = new Cells(0);
  private final Cells merged = new Cells(0);
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
    old.clear();
    merged.clear();
    values = 0;
    entries = 0;
    Segment.unpack(segment, old);
    int shift = Scatter.BITS - Segment.depth(segment);
    long prefix = key(from) >>> shift;
    int kept = 0;
    int at = from;
    while (at < order.length && key(at) >>> shift == prefix) {
      long key = key(at);
      if (at + 1 < order.length && key(at + 1) == key) {
        at++;
        continue;
      }
      while (kept < old.size && Cells.key(old.words[kept]) < key) {
        keep(kept++);
      }
      if (kept < old.size && Cells.key(old.words[kept]) == key) {
        drop(kept++);
      }
      write(order[at++]);
    }
    while (kept < old.size) {
      keep(kept++);
    }
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

  private void keep(int cell) {
    merged.copy(old.words[cell], old.lows[cell], old.detail);
  }

  private void drop(int cell) {
    values--;
    entries -= Cells.entries(old.words[cell], old.lows[cell], old.detail);
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
