package io.ringfence.ban;

/**
 * A one-to-one mixing of 50-bit numbers: neighbours in a numbering plan end up far apart, and since
 * it can be undone, the mixed number is itself the exact key. What is mixed to all ones is no
 * number, so that all ones can stand for none.
 */
final class Scatter {
  /** E.164 has at most 15 digits, and 10^15 is below 2^50. */
  static final int BITS = 50;

  private static final long MASK = (1L << BITS) - 1;

  /**
   * Half the width: shifting by it twice gives zero, so the exclusive-or with it undoes itself. The
   * factors are odd and so have an inverse modulo 2^50.
   */
  private static final int HALF = BITS / 2;

  private static final long FIRST = 0x9E3779B97F4A7C15L & MASK;
  private static final long SECOND = 0xD6E8FEB86659FD93L & MASK;
  private static final long FIRST_UNDONE = inverse(FIRST);
  private static final long SECOND_UNDONE = inverse(SECOND);

  /** Makes 2^50 - 1, which has more than 15 digits, the one that is mixed to all ones. */
  private static final long TURN = ~spread(MASK) & MASK;

  private Scatter() {}

  static long mix(long digits) {
    return spread(digits) ^ TURN;
  }

  static long unmix(long mixed) {
    long x = (mixed ^ TURN) * SECOND_UNDONE & MASK;
    x = (x ^ x >>> HALF) * FIRST_UNDONE & MASK;
    return x ^ x >>> HALF;
  }

  /** Two rounds: after one, numbers at some equal distances still lie in clusters. */
  private static long spread(long digits) {
    long x = (digits ^ digits >>> HALF) * FIRST & MASK;
    return (x ^ x >>> HALF) * SECOND & MASK;
  }

  /** Newton's iteration doubles the right bits each time: 3, 6, 12, 24, 48, 96. */
  private static long inverse(long odd) {
    long x = odd;
    for (int i = 0; i < 5; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }
}
