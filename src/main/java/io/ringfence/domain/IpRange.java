package io.ringfence.domain;

/**
 * An IP address, or the block of addresses that share their first bits (CIDR, RFC 4632). A key: two
 * ranges that hold the same addresses are equal.
 *
 * <p>An IPv4 address inside IPv6 ({@code ::ffff:1.2.3.4}, RFC 4291 §2.5.5.2) is that IPv4 address,
 * so that one visitor has one key whichever socket took the connection; an IPv6 block holds no IPv4
 * address.
 *
 * @param high the first 64 bits of an IPv6 address, 0 for IPv4
 * @param low the last 64 bits of an IPv6 address, or the 32 bits of an IPv4 one
 * @param length how many first bits are shared: 0 to {@link Family#bits()}, the latter being a
 *     single address; the bits after them are zero
 */
public record IpRange(Family family, long high, long low, int length) {
  /** RFC 791 or RFC 8200. */
  public enum Family {
    V4(32),
    V6(128);

    private final int bits;

    Family(int bits) {
      this.bits = bits;
    }

    /** How long an address is. */
    public int bits() {
      return bits;
    }
  }

  /** How many bits come before the IPv4 address in an IPv6 one. */
  private static final int MAPPED_BITS = 96;

  public IpRange {
    if (length < 0 || length > family.bits) {
      throw new IllegalArgumentException("not a length of 0 to " + family.bits + " bits");
    }
    if (family == Family.V4 ? high != 0 || low >>> 32 != 0 : isMapped(high, low, length)) {
      throw new IllegalArgumentException("not an address of this family");
    }
    int shared = shared(family, length);
    if ((high & ~mask(shared)) != 0 || (low & ~mask(shared - 64)) != 0) {
      throw new IllegalArgumentException("bits are set after the first " + length);
    }
  }

  /**
   * A block of IPv4, which may be written as one of IPv6.
   *
   * @throws IllegalArgumentException if bits are set after the first {@code length}
   */
  public static IpRange v4(int bits, int length) {
    return new IpRange(Family.V4, 0, Integer.toUnsignedLong(bits), length);
  }

  /**
   * A block of IPv6, or of IPv4 if all of it is IPv4-mapped.
   *
   * @throws IllegalArgumentException if bits are set after the first {@code length}
   */
  public static IpRange v6(long high, long low, int length) {
    return isMapped(high, low, length)
        ? v4((int) low, length - MAPPED_BITS)
        : new IpRange(Family.V6, high, low, length);
  }

  /**
   * Reads an address or a block and nothing else: {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code
   * 2001:db8::/32}. Asks no name server. Takes every form of RFC 4291 §2.2 in either case; no port,
   * zone, bracket, blank, leading zero of an octet, or bit after the shared ones.
   *
   * @return null for any other text
   */
  public static IpRange read(String text) {
    return IpText.read(text);
  }

  /**
   * Reads what {@link #read} does.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static IpRange parse(String text) {
    IpRange range = IpText.read(text);
    if (range == null) {
      throw new IllegalArgumentException("not an IP address or block");
    }
    return range;
  }

  /** Whether this is one address and not a block. */
  public boolean isAddress() {
    return length == family.bits;
  }

  /** Whether every address of the other is one of this. A range contains itself. */
  public boolean contains(IpRange other) {
    int shared = shared(family, length);
    return family == other.family
        && length <= other.length
        && ((high ^ other.high) & mask(shared)) == 0
        && ((low ^ other.low) & mask(shared - 64)) == 0;
  }

  /**
   * The block of this length that this lies in.
   *
   * @throws IllegalArgumentException if the length is negative or longer than this one's
   */
  public IpRange network(int shorter) {
    if (shorter > length) {
      throw new IllegalArgumentException("a block of " + length + " bits lies in no narrower one");
    }
    int shared = shared(family, shorter);
    return new IpRange(family, high & mask(shared), low & mask(shared - 64), shorter);
  }

  private static boolean isMapped(long high, long low, int length) {
    return high == 0 && low >>> 32 == 0xffff && length >= MAPPED_BITS;
  }

  /** How many of the two longs' 128 bits are shared. */
  private static int shared(Family family, int length) {
    return 128 - family.bits + length;
  }

  /** A long whose first bits are set, none for a negative count and all from 64 on. */
  private static long mask(int count) {
    return count <= 0 ? 0 : count >= 64 ? -1 : -1L << (64 - count);
  }

  /** The canonical form: dotted decimal, or RFC 5952 §4; a length only on a block. */
  @Override
  public String toString() {
    return IpCanonical.write(this);
  }
}
