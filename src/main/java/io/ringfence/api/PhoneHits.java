package io.ringfence.api;

import io.ringfence.ban.EntryList;
import io.ringfence.ban.Match;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Every entry that holds a number, the one that decides first: in the order of a call's ladder. */
final class PhoneHits {
  /** The more exact first, of equally exact ones allow first, then what holds longest. */
  private static final Comparator<Hit> STRONGEST_FIRST =
      Comparator.comparingInt(Hit::exactness)
          .thenComparing(hit -> hit.state().effect() == Effect.ALLOW ? 1 : 0)
          .thenComparingLong(hit -> hit.state().until())
          .reversed()
          .thenComparingLong(hit -> hit.state().id());

  private PhoneHits() {}

  /**
   * An entry that holds the number.
   *
   * @param exactness how many digits it names; a whole number is more exact than any prefix
   */
  record Hit(Kind kind, int exactness, EntryState state) {}

  /** Entries of another channel, ended ones and observed ones are left out. */
  static List<Hit> of(EntryList entries, CallerId.Known caller, Channel channel, long now) {
    List<E164> forms = new ArrayList<>(caller.alternates());
    forms.add(0, caller.number());
    List<Hit> hits = new ArrayList<>();
    for (E164 form : forms) {
      // Nearly every sender is on no list, and this asks without making anything.
      if (entries.exact(form.digits(), channel, now) != Match.NONE
          || entries.longestPrefix(form.digits(), channel, now) != Match.NONE) {
        collect(entries, form, hits);
      }
    }
    hits.removeIf(hit -> !decides(hit.state(), channel, now));
    hits.sort(STRONGEST_FIRST);
    return hits;
  }

  private static void collect(EntryList entries, E164 number, List<Hit> hits) {
    for (EntryState state : entries.states(Kind.PHONE, number.digits())) {
      hits.add(new Hit(Kind.PHONE, E164.MAX_DIGITS + 1, state));
    }
    long prefix = number.digits();
    for (int length = number.length(); length >= NumberPrefix.MIN_DIGITS; length--) {
      for (EntryState state : entries.states(Kind.PHONE_PREFIX, prefix)) {
        hits.add(new Hit(Kind.PHONE_PREFIX, length, state));
      }
      prefix /= 10;
    }
  }

  private static boolean decides(EntryState state, Channel channel, long now) {
    return !state.observe() && state.until() > now && (state.channels() & channel.bit()) != 0;
  }
}
