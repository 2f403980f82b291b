package io.ringfence.number;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The country of a number, by its digits. For a valid number it is the one that libphonenumber
 * names, of all that share a calling code too. Any other number is of the main country of its
 * calling code (+1 the United States, +44 Great Britain), because metadata lags behind ranges newly
 * handed out and because a ban of a country is meant for callers who make such numbers up. The
 * codes of no country (+800, +883, …) and those that are not in use are of none.
 */
public final class NumberCountry {
  private static final int HEADS = 1_000;
  private static final int END = 10;
  private static final int MEMBERS = 11;

  /** A number is looked at as if it had 15 digits; the divisor of its first three. */
  private static final long AFTER_HEAD = 1_000_000_000_000L;

  private static final int HEAD_DIGITS = 3;
  private static final long LEAST = 10_000L;
  private static final long MOST = 999_999_999_999_999L;
  private static final long[] POWERS = new long[E164.MAX_DIGITS + 1];

  /** Null for none. */
  private static final Country[] COUNTRIES;

  /** By the first three digits: a node, or below 0 {@code ~country}. */
  private static final short[] HEAD = new short[HEADS];

  /** Eleven for each node: what follows each digit, and what a number is that ends there. */
  private static final short[] NODES;

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    try (InputStream file = NumberCountry.class.getResourceAsStream("countries.bin")) {
      if (file == null) {
        throw new IllegalStateException("the table of countries was not built");
      }
      DataInputStream in = new DataInputStream(new BufferedInputStream(file));
      String made = in.readUTF();
      if (!made.equals(Numbering.version())) {
        throw new IllegalStateException("the table of countries is of " + made);
      }
      COUNTRIES = countries(in);
      fill(HEAD, in);
      NODES = new short[in.readUnsignedShort() * MEMBERS];
      fill(NODES, in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private NumberCountry() {}

  private static Country[] countries(DataInputStream in) throws IOException {
    Country[] countries = new Country[in.readUnsignedShort()];
    in.readUTF();
    for (int i = 1; i < countries.length; i++) {
      countries[i] = new Country(in.readUTF());
    }
    return countries;
  }

  private static void fill(short[] targets, DataInputStream in) throws IOException {
    for (int i = 0; i < targets.length; i++) {
      targets[i] = in.readShort();
    }
  }

  /**
   * The country of a number. Allocates nothing, takes no lock.
   *
   * @param digits as in {@link E164#digits()}
   * @return null if it is of none
   */
  public static Country of(long digits) {
    if (digits < LEAST || digits > MOST) {
      return null;
    }
    int missing = missing(digits);
    long aligned = digits * POWERS[missing];
    int at = HEAD[(int) (aligned / AFTER_HEAD)];
    long rest = aligned % AFTER_HEAD;
    for (int left = E164.MAX_DIGITS - HEAD_DIGITS - missing; at >= 0 && left > 0; left--) {
      rest *= 10;
      int digit = (int) (rest / AFTER_HEAD);
      rest -= digit * AFTER_HEAD;
      at = NODES[at * MEMBERS + digit];
    }
    return COUNTRIES[~(at >= 0 ? NODES[at * MEMBERS + END] : at)];
  }

  /** The country of a caller; null if it has no number, or the number is of none. */
  public static Country of(CallerId caller) {
    return caller instanceof CallerId.Known known ? of(known.number().digits()) : null;
  }

  /** How many digits fewer than 15. */
  private static int missing(long digits) {
    // 1233 / 4096 is the logarithm of 2 to the base of 10.
    int guess = (Long.SIZE - Long.numberOfLeadingZeros(digits)) * 1233 >> 12;
    return E164.MAX_DIGITS - (digits < POWERS[guess] ? guess : guess + 1);
  }
}
