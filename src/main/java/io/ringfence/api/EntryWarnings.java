package io.ringfence.api;

import io.ringfence.api.WiderEntries.Asked;
import io.ringfence.ban.EntryList;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Warning;
import io.ringfence.domain.Holder;
import io.ringfence.domain.Kind;
import io.ringfence.explain.Wider;
import io.ringfence.number.NumberCountry;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** What a node tells an entry's writer beside what the database does, which knows no countries. */
final class EntryWarnings {
  private static final Warning OBSERVE_MODE = new Warning("observe_mode", 0);
  private static final String COVERED = "already_covered";
  private static final String OVERRIDES = "overrides_ban";
  private static final Set<String> NEARER = Set.of(COVERED, OVERRIDES, "overridden_by_allow");

  private final IntPredicate observe;
  private final InstantSource clock;

  /**
   * @param observe whether this node only notes what it would block of an organisation, by its id
   */
  EntryWarnings(IntPredicate observe, InstantSource clock) {
    this.observe = observe;
    this.clock = clock;
  }

  /** The write with these warnings too. */
  EntryWrite of(EntryWrite write, Caller caller) {
    EntryWrite told = HeldProtected.warned(write, caller);
    if (write.entry().kind() == Kind.PHONE && !isDecided(write)) {
      told = countryOf(told, caller);
    }
    return observe.test(caller.organisation().id()) ? told.warning(OBSERVE_MODE) : told;
  }

  /** The database has found something nearer than a country. */
  private static boolean isDecided(EntryWrite write) {
    return write.warnings().stream().anyMatch(warning -> NEARER.contains(warning.code()));
  }

  /** An entry for the number's country, from memory. */
  private EntryWrite countryOf(EntryWrite write, Caller caller) {
    Entry entry = write.entry();
    Country country = NumberCountry.of(E164.parse(entry.value()).digits());
    if (country == null) {
      return write;
    }
    long until = entry.until() == null ? EntryState.NEVER : entry.until().toEpochMilli();
    EntryList list = caller.index().entries(caller.organisation().id());
    Holder ofCountry = new Holder(Kind.COUNTRY, country.code());
    if (list.states(ofCountry.kind(), ofCountry.value()).isEmpty()) {
      return write;
    }
    // Its own value comes first there, and perhaps it itself, which covers nothing.
    List<Holder> wider = Wider.holding(new Holder(entry.kind(), entry.value()), List.of(), country);
    WiderEntries found =
        WiderEntries.of(
            list,
            wider.subList(1, wider.size()),
            new Asked(entry.effect(), until, entry.channels(), entry.observe()),
            clock.millis());
    return told(write, found);
  }

  private static EntryWrite told(EntryWrite write, WiderEntries found) {
    return found.covering().stream()
        .filter(other -> !other.observe())
        .findFirst()
        .map(other -> write.warning(new Warning(COVERED, other.id())))
        .orElse(
            found.overridden() != null && write.entry().effect() == Effect.ALLOW
                ? write.warning(new Warning(OVERRIDES, found.overridden().id()))
                : write);
  }
}
