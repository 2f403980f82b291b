package io.ringfence.ban;

import java.util.concurrent.atomic.LongAdder;

/** What a node has applied since it started; only ever rises. */
public final class Counts {
  private final LongAdder loads = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final LongAdder unknownTypes = new LongAdder();
  private final LongAdder badRows = new LongAdder();

  /** How many times everything was loaded. */
  public long loads() {
    return loads.sum();
  }

  /** Changes taken from the log. */
  public long changes() {
    return changes.sum();
  }

  /** Changes of a type that only newer nodes know. */
  public long unknownTypes() {
    return unknownTypes.sum();
  }

  /** Rows and changes that could not be read, and were left out. */
  public long badRows() {
    return badRows.sum();
  }

  /** Rows of a load that could not be read. */
  public void bad(long rows) {
    badRows.add(rows);
  }

  void loaded() {
    loads.increment();
  }

  void applied(boolean known) {
    changes.increment();
    if (!known) {
      unknownTypes.increment();
    }
  }
}
