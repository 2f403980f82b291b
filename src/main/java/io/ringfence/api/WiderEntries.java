package io.ringfence.api;

import io.ringfence.ban.EntryList;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Holder;
import io.ringfence.domain.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What memory knows of the values that hold another one, as somebody who puts an entry on that one
 * sees it.
 *
 * @param covering entries of the same effect that hold all of it already, the most exact first
 * @param overridden the entry in earnest of the opposite effect that decides without it; null if
 *     none does
 */
record WiderEntries(List<EntryState> covering, EntryState overridden) {
  WiderEntries {
    covering = List.copyOf(covering);
  }

  /**
   * An entry on the value.
   *
   * @param until milliseconds since 1970 UTC, or {@link EntryState#NEVER}
   */
  record Asked(Effect effect, long until, int channels, boolean observe) {
    private boolean isCoveredBy(EntryState state) {
      return state.effect() == effect
          && state.until() >= until
          && (state.channels() & channels) == channels
          && (!state.observe() || observe);
    }

    private boolean isOpposedBy(EntryState state) {
      return state.effect() != effect && !state.observe() && (state.channels() & channels) != 0;
    }
  }

  /**
   * Looks from the most exact value on. What says the opposite hides all that is wider than it, and
   * an allow entry the bans that are as exact.
   *
   * @param holders the most exact first
   */
  static WiderEntries of(EntryList list, List<Holder> holders, Asked asked, long nowMillis) {
    List<EntryState> covering = new ArrayList<>();
    for (List<EntryState> level : levels(list, holders, nowMillis)) {
      EntryState opposite = level.stream().filter(asked::isOpposedBy).findFirst().orElse(null);
      if (opposite == null || asked.effect() == Effect.ALLOW) {
        level.stream().filter(asked::isCoveredBy).forEach(covering::add);
      }
      if (opposite != null) {
        boolean decides = covering.stream().allMatch(EntryState::observe);
        return new WiderEntries(covering, decides ? opposite : null);
      }
    }
    return new WiderEntries(covering, null);
  }

  /** The entries in force, those on values of one exactness together. */
  private static List<List<EntryState>> levels(
      EntryList list, List<Holder> holders, long nowMillis) {
    List<List<EntryState>> levels = new ArrayList<>();
    Holder last = null;
    for (Holder holder : holders) {
      if (last == null || !isAsExact(holder, last)) {
        levels.add(new ArrayList<>());
      }
      last = holder;
      list.states(holder.kind(), holder.value()).stream()
          .filter(state -> state.until() > nowMillis)
          .forEach(levels.get(levels.size() - 1)::add);
    }
    return levels;
  }

  /** The forms of one number are as exact as each other, and prefixes of them of one length. */
  private static boolean isAsExact(Holder one, Holder other) {
    return one.kind() == other.kind()
        && (one.kind() == Kind.PHONE
            || one.kind() == Kind.PHONE_PREFIX && one.value().length() == other.value().length());
  }
}
