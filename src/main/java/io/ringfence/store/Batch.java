package io.ringfence.store;

/** Records to be written at once, which can be written in parts. */
interface Batch {
  int size();

  /**
   * @param to exclusive
   */
  Batch part(int from, int to);

  /** Writes them all. */
  Statement statement();
}
