package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;

/**
 * A standing entry without its end, in one long, so that looking up allocates nothing: bits 0–39
 * the id, 40–42 the channels, 43 set if it allows, 44 set if it is only observed, 48–51 how many
 * digits a matching prefix has. {@link #NONE} where nothing matched.
 */
public final class Match {
  /** No entry: no id is 0. */
  public static final long NONE = 0;

  static final long ID_MASK = EntryState.MAX_ID;
  private static final int CHANNELS_AT = 40;
  private static final long ALLOW = 1L << 43;
  private static final long OBSERVE = 1L << 44;
  private static final int LENGTH_AT = 48;

  private Match() {}

  /** The entry's id, or 0 for {@link #NONE}. */
  public static long id(long match) {
    return match & ID_MASK;
  }

  public static boolean allows(long match) {
    return (match & ALLOW) != 0;
  }

  public static boolean bans(long match) {
    return match != NONE && (match & ALLOW) == 0;
  }

  static boolean observes(long match) {
    return (match & OBSERVE) != 0;
  }

  /** The one that decides: the longer prefix, and of equally exact ones that which allows. */
  static long stronger(long first, long second) {
    long lead = (second >>> LENGTH_AT) - (first >>> LENGTH_AT);
    if (lead == 0) {
      return first == NONE || allows(second) && bans(first) ? second : first;
    }
    return lead > 0 ? second : first;
  }

  static long ofPrefix(long match, int length) {
    return match | (long) length << LENGTH_AT;
  }

  static long of(EntryState state) {
    return state.id()
        | (long) state.channels() << CHANNELS_AT
        | (state.effect() == Effect.ALLOW ? ALLOW : 0)
        | (state.observe() ? OBSERVE : 0);
  }

  /** Whether the entry may decide on that channel; an observed one never does. */
  static boolean decides(long match, int channelBit) {
    long channel = (long) channelBit << CHANNELS_AT;
    return (match & (OBSERVE | channel)) == channel;
  }

  /** Whether it names an entry, on some channel. */
  static boolean isEntry(long match) {
    return id(match) != 0 && (match >>> CHANNELS_AT & Channel.ALL) != 0;
  }

  static EntryState state(long match, long until) {
    return new EntryState(
        id(match),
        allows(match) ? Effect.ALLOW : Effect.BAN,
        until,
        (match & OBSERVE) != 0,
        (int) (match >>> CHANNELS_AT) & 7);
  }
}
