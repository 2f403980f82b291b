package io.ringfence.domain;

/**
 * What the decision reads of one standing entry.
 *
 * @param id ascending in the order of commits within the organisation; below 2^40
 * @param until when it ends, in milliseconds since 1970 UTC, exclusive; {@link #NEVER} if it does
 *     not
 * @param observe noted only: it never decides
 * @param channels a mask of {@link Channel#bit()}, not 0
 */
public record EntryState(long id, Effect effect, long until, boolean observe, int channels) {
  /** The end of an entry without one. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Ids stay below this, which leaves room for flags beside them in the index. */
  public static final long MAX_ID = (1L << 40) - 1;

  /** The same, and not only observed. */
  public EntryState inEarnest() {
    return new EntryState(id, effect, until, false, channels);
  }

  public EntryState {
    if (id < 1 || id > MAX_ID || channels < 1 || channels > Channel.ALL) {
      throw new IllegalArgumentException("no entry is " + id + " on channels " + channels);
    }
  }
}
