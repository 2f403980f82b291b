package io.ringfence.domain;

/**
 * A telephone number in international form, as ITU-T E.164 defines it: a country code that does not
 * begin with 0, 15 digits at most. Held as the digits' value, which is exact since no leading zero
 * can occur.
 *
 * @param digits the digits without the plus sign, as a decimal number of 5 to 15 digits
 */
public record E164(long digits) implements Comparable<E164> {
  /** The shortest numbers in use, country code included, have more digits than this allows. */
  public static final int MIN_DIGITS = 5;

  /** E.164 §6.1. */
  public static final int MAX_DIGITS = 15;

  private static final long MIN = 10_000L;
  private static final long MAX = 999_999_999_999_999L;

  public E164 {
    if (digits < MIN || digits > MAX) {
      throw new IllegalArgumentException(
          "not a number of " + MIN_DIGITS + " to " + MAX_DIGITS + " digits");
    }
  }

  /**
   * Reads the canonical form, {@code +} and digits, and nothing else.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static E164 parse(String text) {
    return new E164(Digits.afterPlus(text, MIN_DIGITS, MAX_DIGITS));
  }

  /** How many digits, country code included: 5 to 15. */
  public int length() {
    return Digits.count(digits);
  }

  /** The number without its last four digits, for logs: {@code +1415555****}. */
  public String masked() {
    return "+" + digits / 10_000 + "****";
  }

  @Override
  public int compareTo(E164 other) {
    return Long.compare(digits, other.digits);
  }

  /** The canonical form, {@code +14155552671}. Never for a log: see {@link #masked()}. */
  @Override
  public String toString() {
    return "+" + digits;
  }
}
