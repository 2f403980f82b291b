package io.ringfence.domain;

/**
 * The beginning that all numbers of a range share, country code included.
 *
 * @param digits 4 to 15 digits as a decimal number; shorter ones would hold whole countries
 */
public record NumberPrefix(long digits) {
  /** A prefix of fewer digits is refused: one slip of the finger would ban a continent. */
  public static final int MIN_DIGITS = 4;

  public static final int MAX_DIGITS = E164.MAX_DIGITS;

  public NumberPrefix {
    if (digits < 1_000L || digits > 999_999_999_999_999L) {
      throw new IllegalArgumentException(
          "not a prefix of " + MIN_DIGITS + " to " + MAX_DIGITS + " digits");
    }
  }

  /**
   * Reads the canonical form, {@code +} and digits, and nothing else.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static NumberPrefix parse(String text) {
    return new NumberPrefix(Digits.afterPlus(text, MIN_DIGITS, MAX_DIGITS));
  }

  public int length() {
    return Digits.count(digits);
  }

  @Override
  public String toString() {
    return "+" + digits;
  }
}
