package io.ringfence.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.IpRange.Family;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpRangeTest {
  private static final int GENERATED = 1_000_000;

  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("ringfence.seed", 20261121));

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1/32, 192.0.2.1",
    "0.0.0.0/0, 0.0.0.0/0",
    "10.0.0.0/8, 10.0.0.0/8",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "::/0, ::/0",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "2001:0db8::/32, 2001:db8::/32",
    "2001:db8::/128, 2001:db8::",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::FFFF:c000:0201, 192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.0/120, 192.0.2.0/24",
    "::ffff:0:0/96, 0.0.0.0/0",
    "::192.0.2.1, ::c000:201",
    "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
    "1:2:3:4:5:6:192.0.2.1, 1:2:3:4:5:6:c000:201"
  })
  void readsEveryFormAndWritesOne(String text, String canonical) {
    IpRange range = IpRange.parse(text);

    assertEquals(canonical, range.toString());
    assertEquals(range, IpRange.parse(canonical));
    assertEquals(range.hashCode(), IpRange.parse(canonical).hashCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "256.1.1.1",
        "1.2.3.1000",
        "01.2.3.4",
        "1.2.3.00",
        "0x7f.0.0.1",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4:80",
        "localhost",
        "1.2.3.4/",
        "1.2.3.4/33",
        "1.2.3.4/032",
        "1.2.3.4/-1",
        "1.2.3.4/+1",
        "10.0.0.1/8",
        "/8",
        "0.0.0.0/00",
        "1.2.3.4/31/32",
        "+1.2.3.4",
        "-1.2.3.4",
        "\u0661.2.3.4",
        "\uff11.2.3.4",
        ":",
        ":::",
        "1:",
        ":1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "12345::",
        "g::",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "fe80::1%eth0",
        "[::1]",
        "[::1]:80",
        "::1/129",
        "2001:db8::1/32",
        "::ffff:1.2.3.4/95",
        "::ffff:1.2.3.4/120",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.256",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5",
        "\uff11::",
        "::\u0661",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/1288"
      })
  void readsNothingElse(String text) {
    assertNull(IpRange.read(text));
    assertThrows(IllegalArgumentException.class, () -> IpRange.parse(text));
  }

  @Test
  void canonicalTextsAreTheirOwnCanonicalText() {
    for (int i = 0; i < GENERATED; i++) {
      IpRange range = generated();
      assertEquals(range, IpRange.parse(range.toString()));
      assertEquals(range.toString(), IpRange.parse(range.toString()).toString());
    }
  }

  @Test
  void readsAddressesAsTheJdkDoes() throws UnknownHostException {
    for (int i = 0; i < GENERATED / 10; i++) {
      IpRange address = network(random.nextBoolean() ? Family.V4 : Family.V6, 128);
      // A literal: the JDK asks no name server about it.
      byte[] expected = InetAddress.getByName(address.toString()).getAddress();
      String expanded = InetAddress.getByAddress(expected).getHostAddress();

      assertEquals(new BigInteger(1, expected), bits(address));
      assertEquals(address, IpRange.parse(expanded));
    }
  }

  @Test
  void containsWhatTheModelContains() {
    int contained = 0;
    for (int i = 0; i < GENERATED; i++) {
      IpRange wide = generated();
      IpRange narrow = random.nextInt(3) == 0 ? generated() : inside(wide);
      boolean expected =
          wide.family() == narrow.family()
              && first(wide).compareTo(first(narrow)) <= 0
              && last(wide).compareTo(last(narrow)) >= 0;

      assertEquals(expected, wide.contains(narrow), () -> wide + " contains " + narrow);
      contained += expected ? 1 : 0;
    }
    assertTrue(
        contained > GENERATED / 4 && contained < GENERATED * 3 / 4, contained + " contained");
  }

  @Test
  void aBlockOfIpv6HoldsNoIpv4() {
    assertFalse(IpRange.parse("::/0").contains(IpRange.parse("::ffff:192.0.2.1")));
    assertTrue(IpRange.parse("::ffff:192.0.2.0/120").contains(IpRange.parse("192.0.2.1")));
  }

  @Test
  void namesTheNetworkAnAddressLiesIn() {
    IpRange address = IpRange.parse("2001:db8:1:2:3:4:5:6");

    assertEquals("2001:db8:1:2::/64", address.network(64).toString());
    assertEquals("2001:db8::/33", address.network(33).toString());
    assertEquals(address, address.network(128));
    assertEquals("10.1.2.0/23", IpRange.parse("10.1.3.4").network(23).toString());
    assertThrows(IllegalArgumentException.class, () -> IpRange.parse("10.0.0.0/8").network(9));
    assertThrows(IllegalArgumentException.class, () -> address.network(-1));
  }

  @Test
  void existsOnlyIfValid() {
    assertThrows(IllegalArgumentException.class, () -> new IpRange(Family.V4, 0, 1L << 32, 32));
    assertThrows(IllegalArgumentException.class, () -> new IpRange(Family.V4, 1, 0, 32));
    assertThrows(IllegalArgumentException.class, () -> new IpRange(Family.V4, 0, 1, 31));
    assertThrows(IllegalArgumentException.class, () -> new IpRange(Family.V4, 0, 0, 33));
    assertThrows(IllegalArgumentException.class, () -> new IpRange(Family.V6, 0, 1, 127));
    assertThrows(IllegalArgumentException.class, () -> new IpRange(Family.V6, 1, 0, 63));
    assertThrows(
        IllegalArgumentException.class, () -> new IpRange(Family.V6, 0, 0xffff_0000_0001L, 128));
  }

  private IpRange generated() {
    return network(random.nextBoolean() ? Family.V4 : Family.V6, random.nextInt(129));
  }

  /** With runs of zero groups, which are what the text leaves out. */
  private IpRange network(Family family, int length) {
    if (family == Family.V4) {
      return IpRange.v4(random.nextInt(), 32).network(Math.min(length, 32));
    }
    long high = random.nextLong() & zeros();
    long low = random.nextLong() & zeros();
    IpRange address = IpRange.v6(high, low, 128);
    return address.network(Math.min(length, address.length()));
  }

  private long zeros() {
    long mask = 0;
    for (int group = 0; group < 4; group++) {
      mask = mask << 16 | (random.nextBoolean() ? 0xffff : 0);
    }
    return mask;
  }

  /** A range in this one or just beside it. */
  private IpRange inside(IpRange wide) {
    int bits = wide.family().bits();
    int length = random.nextInt(wide.length(), bits + 1);
    BigInteger size = BigInteger.TWO.pow(bits - wide.length());
    BigInteger at =
        bits(wide).add(new BigInteger(128, new java.util.Random(random.nextLong())).mod(size));
    if (random.nextInt(4) == 0) {
      at = at.add(size).mod(BigInteger.TWO.pow(bits));
    }
    IpRange address =
        bits == 32
            ? IpRange.v4(at.intValue(), 32)
            : IpRange.v6(at.shiftRight(64).longValue(), at.longValue(), 128);
    return address.network(Math.min(length, address.length()));
  }

  private static BigInteger bits(IpRange range) {
    BigInteger high = new BigInteger(Long.toUnsignedString(range.high()));
    return high.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(range.low())));
  }

  private static BigInteger first(IpRange range) {
    return bits(range);
  }

  private static BigInteger last(IpRange range) {
    BigInteger size = BigInteger.TWO.pow(range.family().bits() - range.length());
    return bits(range).add(size).subtract(BigInteger.ONE);
  }
}
