package io.ringfence.subject;

import io.ringfence.domain.IpRange;

/** How much an entry with such a value holds. */
public enum Width {
  NORMAL,
  /** So much that an administrator confirms it. */
  WIDE,
  /** More than any entry may hold. */
  TOO_WIDE;

  /** Wide is wider than /16 (IPv4) or /32 (IPv6), too wide is wider than /8 or /16. */
  static Width of(IpRange range) {
    boolean v4 = range.family() == IpRange.Family.V4;
    if (range.length() < fewestBits(v4)) {
      return TOO_WIDE;
    }
    return range.length() < (v4 ? 16 : 32) ? WIDE : NORMAL;
  }

  /** The length, in bits, from which on a block is not too wide. */
  static int fewestBits(boolean v4) {
    return v4 ? 8 : 16;
  }
}
