package io.ringfence.domain;

/** IP addresses and blocks as text. Not InetAddress, which asks DNS about what it cannot read. */
final class IpText {
  /** {@code ffff:…:ffff:255.255.255.255/128}, the longest text that there is. */
  private static final int LONGEST = 49;

  private static final int GROUPS = 8;
  private static final long NONE = -1;

  private IpText() {}

  /** Null if the text is anything but an address or a block. */
  static IpRange read(String text) {
    int slash = text.indexOf('/');
    int end = slash < 0 ? text.length() : slash;
    if (text.length() > LONGEST) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      long bits = v4(text, 0, end);
      int length = slash < 0 ? 32 : length(text, slash + 1, 32);
      boolean whole = bits != NONE && length >= 0 && (bits & 0xffff_ffffL >>> length) == 0;
      return whole ? IpRange.v4((int) bits, length) : null;
    }
    int length = slash < 0 ? 128 : length(text, slash + 1, 128);
    return length < 0 ? null : v6(text, end, length);
  }

  private static int length(String text, int from, int most) {
    int digits = text.length() - from;
    if (digits < 1 || digits > 3 || digits > 1 && text.charAt(from) == '0') {
      return -1;
    }
    int length = 0;
    for (int i = from; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = length * 10 + digit;
    }
    return length <= most ? length : -1;
  }

  /** The 32 bits of four octets, or {@link #NONE}. */
  private static long v4(String text, int from, int end) {
    long bits = 0;
    int octet = -1;
    int octets = 1;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c == '.' && octet >= 0) {
        bits = bits << 8 | octet;
        octet = -1;
        octets++;
      } else {
        octet = octet(octet, c);
        if (octet < 0) {
          return NONE;
        }
      }
    }
    return octets == 4 && octet >= 0 ? bits << 8 | octet : NONE;
  }

  /** An octet with one more digit, or -1; a leading zero is one, since it means octal to some. */
  private static int octet(int octet, char c) {
    boolean fits = c >= '0' && c <= '9' && octet != 0;
    int longer = Math.max(octet, 0) * 10 + c - '0';
    return fits && longer <= 255 ? longer : -1;
  }

  private static IpRange v6(String text, int end, int length) {
    int[] groups = new int[GROUPS];
    int gap = -1;
    int count = 0;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < end) {
      int stop = groupEnd(text, at, end);
      if (stop < end && text.charAt(stop) == '.') {
        return count <= GROUPS - 2 && embed(text, at, end, groups, count)
            ? joined(groups, count + 2, gap, length)
            : null;
      }
      if (stop == at || stop > at + 4 || count == GROUPS) {
        return null;
      }
      groups[count++] = hex(text, at, stop);
      at = stop + 1;
      if (stop < end && at < end && text.charAt(stop) == ':' && text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      } else if (stop < end && (text.charAt(stop) != ':' || at == end)) {
        return null;
      }
    }
    return joined(groups, count, gap, length);
  }

  private static int groupEnd(String text, int from, int end) {
    int at = from;
    while (at < end && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 0x80) {
      at++;
    }
    return at;
  }

  private static int hex(String text, int from, int end) {
    int value = 0;
    for (int i = from; i < end; i++) {
      value = value << 4 | Character.digit(text.charAt(i), 16);
    }
    return value;
  }

  /** The last 32 bits may be written as IPv4. */
  private static boolean embed(String text, int from, int end, int[] groups, int count) {
    long bits = v4(text, from, end);
    groups[count] = (int) (bits >> 16) & 0xffff;
    groups[count + 1] = (int) bits & 0xffff;
    return bits != NONE;
  }

  private static IpRange joined(int[] groups, int count, int gap, int length) {
    if (gap < 0 ? count != GROUPS : count == GROUPS) {
      return null;
    }
    if (gap >= 0) {
      int zeros = GROUPS - count;
      System.arraycopy(groups, gap, groups, gap + zeros, count - gap);
      java.util.Arrays.fill(groups, gap, gap + zeros, 0);
    }
    long high = joined(groups, 0);
    long low = joined(groups, 4);
    long after = length >= 64 ? 0 : -1L >>> length;
    long afterLow = length >= 128 ? 0 : length <= 64 ? -1L : -1L >>> length - 64;
    return (high & after) == 0 && (low & afterLow) == 0 ? IpRange.v6(high, low, length) : null;
  }

  private static long joined(int[] groups, int from) {
    return (long) groups[from] << 48
        | (long) groups[from + 1] << 32
        | (long) groups[from + 2] << 16
        | groups[from + 3];
  }

  static String write(IpRange range) {
    StringBuilder text = new StringBuilder(LONGEST);
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
