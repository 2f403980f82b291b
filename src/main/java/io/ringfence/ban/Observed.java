package io.ringfence.ban;

import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import java.util.List;

/**
 * What a list would be if none of its entries were only observed: for a sender that is let in, so
 * that what would have stopped it can be noted. Made for one decision, of the few entries that hold
 * the sender, and only where a list has observed ones at all.
 */
final class Observed {
  private Observed() {}

  /** The entries that hold the sender, all in earnest; null if none of them is observed. */
  static EntryList inEarnest(EntryList entries, CheckFacts sender) {
    EntryList earnest = new EntryList(entries.prints);
    boolean any = false;
    for (Kind kind : Kind.values()) {
      for (Hits.Holder holder : Hits.holders(entries, sender, kind)) {
        List<EntryState> states = entries.states(kind, holder.value());
        any |= isObserved(states);
        earnest.put(kind, holder.value(), states.stream().map(EntryState::inEarnest).toList());
      }
    }
    return any ? earnest : null;
  }

  static boolean isObserved(List<EntryState> states) {
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).observe()) {
        return true;
      }
    }
    return false;
  }
}
