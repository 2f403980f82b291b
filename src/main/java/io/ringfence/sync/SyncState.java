package io.ringfence.sync;

import io.ringfence.ban.Counts;
import java.util.concurrent.atomic.LongAdder;

/** What the sync has to tell its operator. Any thread reads. */
public final class SyncState {
  private final Counts counts;
  private final LongAdder heldBack = new LongAdder();
  private final LongAdder repairs = new LongAdder();
  private final LongAdder trimmed = new LongAdder();
  private volatile Loaded.HeldBack waiting;
  private volatile Loaded.InForce shrunk;
  private volatile String blind;
  private volatile long badBefore;
  private volatile MemoryCheck.Found found = MemoryCheck.Found.NOTHING;

  SyncState(Counts counts) {
    this.counts = counts;
  }

  /** The load that disagreed with the counts and waits to be accepted, or null. */
  public Loaded.HeldBack heldBack() {
    return waiting;
  }

  /** The last load, if it lost more than half of the list, or null. */
  public Loaded.InForce shrunk() {
    return shrunk;
  }

  /** Why this node's login sees no rows, or null. */
  public String blind() {
    return blind;
  }

  /** How many rows and changes are left out of the list in force because nobody could read them. */
  public long unreadable() {
    return counts.badRows() - badBefore;
  }

  /** What the last comparison with the tables found. */
  public MemoryCheck.Found found() {
    return found;
  }

  /** How many loads were held back since the start. */
  public long timesHeldBack() {
    return heldBack.sum();
  }

  /** How many values in memory differed from the tables and were put right. */
  public long repairs() {
    return repairs.sum();
  }

  /** How many changes this node has taken from the beginnings of the logs. */
  public long trimmed() {
    return trimmed.sum();
  }

  /** A load is in force; some of its rows could not be read. */
  void inForce(Loaded.InForce loaded, long unreadable) {
    badBefore = counts.badRows();
    counts.bad(unreadable);
    waiting = null;
    blind = null;
    shrunk = loaded.shrunk() ? loaded : null;
  }

  /** Says whether that is news. */
  boolean blind(String why) {
    boolean news = !why.equals(blind);
    blind = why;
    return news;
  }

  void holdBack(Loaded.HeldBack load) {
    heldBack.increment();
    waiting = load;
  }

  void repaired() {
    repairs.increment();
  }

  void found(MemoryCheck.Found last) {
    found = last;
  }

  void trimmed(long changes) {
    trimmed.add(changes);
  }
}
