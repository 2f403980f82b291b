package io.ringfence.api;

import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Warning;
import io.ringfence.domain.Kind;
import io.ringfence.number.NumberCountry;
import java.util.function.IntPredicate;

/** What a node tells an entry's writer beside what the database does, which knows no countries. */
final class EntryWarnings {
  private static final Warning OBSERVE_MODE = new Warning("observe_mode", 0);
  private static final String COVERED = "already_covered";

  private final IntPredicate observe;

  /**
   * @param observe whether this node only notes what it would block of an organisation, by its id
   */
  EntryWarnings(IntPredicate observe) {
    this.observe = observe;
  }

  /** The write with these warnings too. */
  EntryWrite of(EntryWrite write, Caller caller) {
    EntryWrite told = HeldProtected.warned(write, caller);
    if (write.entry().kind() == Kind.PHONE && !has(write, COVERED)) {
      told = countryOf(told, caller);
    }
    return observe.test(caller.organisation().id()) ? told.warning(OBSERVE_MODE) : told;
  }

  private static boolean has(EntryWrite write, String code) {
    return write.warnings().stream().anyMatch(warning -> warning.code().equals(code));
  }

  /** An entry for the number's country, from memory: one that has ended holds nothing as long. */
  private static EntryWrite countryOf(EntryWrite write, Caller caller) {
    Entry entry = write.entry();
    Country country = NumberCountry.of(E164.parse(entry.value()).digits());
    if (country == null) {
      return write;
    }
    long until = entry.until() == null ? EntryState.NEVER : entry.until().toEpochMilli();
    return caller
        .index()
        .entries(caller.organisation().id())
        .states(Kind.COUNTRY, country.code())
        .stream()
        .filter(
            other ->
                other.effect() == entry.effect()
                    && !other.observe()
                    && other.until() >= until
                    && (other.channels() & entry.channels()) == entry.channels())
        .findFirst()
        .map(other -> write.warning(new Warning(COVERED, other.id())))
        .orElse(write);
  }
}
