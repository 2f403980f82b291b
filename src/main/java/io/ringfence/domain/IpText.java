package io.ringfence.domain;

import java.util.Arrays;

/**
 * IP addresses and blocks out of text. Not InetAddress, which asks DNS about what it cannot read.
 */
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

  /** The groups of an IPv6 address, as they are read from the left. */
  private static final class Groups {
    private final String text;
    private final int end;
    private final int[] groups = new int[GROUPS];
    private int count;

    /** How many groups stand before {@code ::}, or -1 as long as there is none. */
    private int gap = -1;

    private Groups(String text, int end) {
      this.text = text;
      this.end = end;
    }

    /** False if they are not the groups of an address. */
    private boolean read() {
      int at = 0;
      if (text.startsWith("::")) {
        gap = 0;
        at = 2;
      }
      while (at < end) {
        int stop = groupEnd(text, at, end);
        if (stop < end && text.charAt(stop) == '.') {
          return embeds(at) && isWhole();
        }
        if (stop == at || stop > at + 4 || count == GROUPS) {
          return false;
        }
        groups[count++] = hex(text, at, stop);
        at = stop < end ? next(stop) : end;
        if (at < 0) {
          return false;
        }
      }
      return isWhole();
    }

    /** Where the next group begins after what stands between two, or -1. */
    private int next(int colon) {
      int at = colon + 1;
      if (text.charAt(colon) != ':' || at == end) {
        return -1;
      }
      if (text.charAt(at) != ':') {
        return at;
      }
      boolean second = gap >= 0;
      gap = count;
      return second ? -1 : at + 1;
    }

    /** The last 32 bits may be written as IPv4. */
    private boolean embeds(int at) {
      long bits = v4(text, at, end);
      if (bits == NONE || count > GROUPS - 2) {
        return false;
      }
      groups[count++] = (int) (bits >> 16);
      groups[count++] = (int) bits & 0xffff;
      return true;
    }

    private boolean isWhole() {
      return gap < 0 ? count == GROUPS : count < GROUPS;
    }

    /** All eight, with the zeros that {@code ::} stands for. */
    private void fill() {
      if (gap >= 0) {
        int after = count - gap;
        System.arraycopy(groups, gap, groups, GROUPS - after, after);
        Arrays.fill(groups, gap, GROUPS - after, 0);
      }
    }

    private long half(int from) {
      return (long) groups[from] << 48
          | (long) groups[from + 1] << 32
          | (long) groups[from + 2] << 16
          | groups[from + 3];
    }
  }

  private static IpRange v6(String text, int end, int length) {
    Groups groups = new Groups(text, end);
    if (!groups.read()) {
      return null;
    }
    groups.fill();
    long high = groups.half(0);
    long low = groups.half(4);
    boolean block = (high & after(length)) == 0 && (low & after(length - 64)) == 0;
    return block ? IpRange.v6(high, low, length) : null;
  }

  /** A long whose bits are set after so many first ones. */
  private static long after(int count) {
    return count <= 0 ? -1L : count >= 64 ? 0 : -1L >>> count;
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
}
