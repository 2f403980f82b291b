package io.ringfence.audit;

import java.util.Locale;

/**
 * A place where a chain does not hold.
 *
 * @param seq of the row; of the first one where several are missing
 */
public record Break(long seq, Kind kind, String sentence) {
  /** What is wrong. */
  public enum Kind {
    /** The row's own hash is not that of what the row says. */
    CHANGED,
    /** What was before and after is not what was recorded. */
    DETAIL_CHANGED,
    /** Rows are not there. */
    MISSING,
    /** A row stands where none can, or twice. */
    OUT_OF_ORDER,
    /** A row holds by itself but follows another one than the row before it. */
    NOT_FOLLOWING,
    /** The chain was longer once. */
    CUT_OFF,
    /** The row is another than the one that stood there. */
    REWRITTEN,
    /** It is of another organisation's chain. */
    OTHER_CHAIN,
    /** A line that is no row. */
    UNREADABLE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
