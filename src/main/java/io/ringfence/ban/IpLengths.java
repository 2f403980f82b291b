package io.ringfence.ban;

import io.ringfence.domain.IpRange.Family;

/**
 * Which lengths the blocks of a list have, so that others are not looked for. Any thread reads; one
 * at a time writes.
 */
final class IpLengths {
  /** How many blocks have each length; null until there is one. */
  private int[] v4;

  private int[] v6;

  /** Bit {@code n - 1} for a length of n; no block has none. */
  private volatile long v4Present;

  private volatile long v6Low;
  private volatile long v6High;

  /** The longest length there is, up to a limit; -1 if there is none. */
  int longest(Family family, int limit) {
    if (family == Family.V4) {
      return longest(v4Present, limit);
    }
    int high = limit > Long.SIZE ? longest(v6High, limit - Long.SIZE) : -1;
    return high > 0 ? Long.SIZE + high : longest(v6Low, Math.min(limit, Long.SIZE));
  }

  private static int longest(long present, int limit) {
    if (limit < 1) {
      return -1;
    }
    int found = Long.SIZE - Long.numberOfLeadingZeros(present & -1L >>> Long.SIZE - limit);
    return found == 0 ? -1 : found;
  }

  /** Counts a block in or out. */
  void add(Family family, int length, int by) {
    if (family == Family.V4) {
      v4 = v4 == null ? new int[Family.V4.bits() + 1] : v4;
      v4[length] += by;
      v4Present = with(v4Present, length, v4[length] > 0);
      return;
    }
    v6 = v6 == null ? new int[Family.V6.bits() + 1] : v6;
    v6[length] += by;
    if (length > Long.SIZE) {
      v6High = with(v6High, length - Long.SIZE, v6[length] > 0);
    } else {
      v6Low = with(v6Low, length, v6[length] > 0);
    }
  }

  private static long with(long present, int length, boolean there) {
    long bit = 1L << length - 1;
    return there ? present | bit : present & ~bit;
  }

  long bytes() {
    return 48 + bytes(v4) + bytes(v6);
  }

  private static long bytes(int[] counts) {
    return counts == null ? 0 : 16 + 4L * counts.length;
  }
}
