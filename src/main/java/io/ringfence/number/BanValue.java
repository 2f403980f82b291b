package io.ringfence.number;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.E164;
import io.ringfence.domain.NumberPrefix;

/**
 * The value of an entry, as a person typed it, to the key that callers are looked up by; or the
 * sentence that says why there is no such key and which form would do.
 */
public final class BanValue {
  private final Numbering numbering;
  private final PrefixReading prefixes;

  public BanValue(Numbering numbering) {
    this.numbering = numbering;
    this.prefixes = new PrefixReading(numbering);
  }

  /**
   * What became of a typed value.
   *
   * @param <K> the kind of key, {@link E164} or {@link NumberPrefix}
   */
  public sealed interface Value<K> {}

  /**
   * A key.
   *
   * @param raw what was typed, to make the key again after an upgrade of the metadata
   * @param numbering {@link Numbering#version()}
   */
  public record Accepted<K>(K canonical, String raw, String numbering) implements Value<K> {}

  /**
   * No key.
   *
   * @param code which rule refused it
   * @param detail an English sentence for the person who typed it: why, and what form would do
   */
  public record Refused<K>(Refusal code, String detail) implements Value<K> {}

  /**
   * Reads one number, by the same function as a caller's.
   *
   * @param raw may be null
   * @param region in which a number without a country code is read, such as {@code US}
   */
  public Value<E164> phone(String raw, String region) {
    CallerId caller = numbering.caller(raw, region);
    if (caller instanceof CallerId.Known known) {
      return new Accepted<>(known.number(), raw, Numbering.version());
    }
    if (caller instanceof CallerId.Withheld && raw != null && !raw.isBlank()) {
      return new Refused<>(
          Refusal.WITHHELD,
          "This is no number but what stands in its place when a caller withholds it. To reject"
              + " such callers set the policy for withheld numbers.");
    }
    if (raw != null && isEmergency(raw, region)) {
      return new Refused<>(
          Refusal.EMERGENCY, "This is an emergency number, and those are never banned.");
    }
    if (caller instanceof CallerId.Short) {
      return new Refused<>(
          Refusal.SHORT,
          "This is a short code or an extension, which is somebody else's in every network. Give"
              + " the whole number with its country code, such as +14155552671, or set the policy"
              + " for short codes.");
    }
    return new Refused<>(
        Refusal.UNREADABLE,
        "This cannot be a telephone number"
            + inRegion(region)
            + ". Give one number in"
            + " international form and nothing else, such as +14155552671.");
  }

  /**
   * Reads the beginning of numbers: a plus sign, the country code and what follows, at least 4
   * digits. Nothing is guessed, because a prefix holds thousands of numbers.
   *
   * @param raw may be null
   * @param region for the form that is suggested where the country code is missing
   */
  public Value<NumberPrefix> prefix(String raw, String region) {
    return prefixes.read(raw == null ? "" : raw, region);
  }

  /** Whether the text dials an emergency service, also with a country code before it: +1911. */
  private boolean isEmergency(String raw, String region) {
    Spelling spelling = Spelling.of(Address.of(raw).user());
    if (spelling == null) {
      return false;
    }
    String digits = spelling.digits();
    int code = numbering.codes().codeOf(digits, 0);
    return numbering.isEmergency(digits, region)
        || code != 0 && numbering.isEmergencyIn(code, digits.substring(CallingCodes.length(code)));
  }

  private static String inRegion(String region) {
    return region == null || region.isBlank() ? "" : " in the region " + region;
  }
}
