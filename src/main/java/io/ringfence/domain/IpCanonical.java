package io.ringfence.domain;

/** IP addresses and blocks as the one text that each has: dotted decimal, or RFC 5952 §4. */
final class IpCanonical {
  private static final int GROUPS = 8;

  private IpCanonical() {}

  static String write(IpRange range) {
    StringBuilder text = new StringBuilder();
    if (range.family() == IpRange.Family.V4) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        text.append(range.low() >> shift & 0xff).append(shift > 0 ? "." : "");
      }
    } else {
      writeV6(range, text);
    }
    return range.isAddress() ? text.toString() : text.append('/').append(range.length()).toString();
  }

  /** RFC 5952 §4.2: the longest run of two or more zero groups is left out, the first of equals. */
  private static void writeV6(IpRange range, StringBuilder text) {
    int gap = -1;
    int longest = 1;
    for (int from = 0; from < GROUPS; from++) {
      int zeros = zeros(range, from);
      if (zeros > longest) {
        gap = from;
        longest = zeros;
      }
    }
    for (int at = 0; at < GROUPS; at++) {
      if (at == gap) {
        text.append("::");
        at += longest - 1;
      } else {
        boolean first = at == 0 || gap >= 0 && at == gap + longest;
        text.append(first ? "" : ":").append(Integer.toHexString(group(range, at)));
      }
    }
  }

  private static int zeros(IpRange range, int from) {
    int at = from;
    while (at < GROUPS && group(range, at) == 0) {
      at++;
    }
    return at - from;
  }

  private static int group(IpRange range, int at) {
    long half = at < 4 ? range.high() : range.low();
    return (int) (half >>> 48 - 16 * (at & 3)) & 0xffff;
  }
}
