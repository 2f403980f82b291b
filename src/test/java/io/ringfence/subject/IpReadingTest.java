package io.ringfence.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.IpRange;
import io.ringfence.subject.Value.Accepted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpReadingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        " 192.0.2.1\n",
        "\u00a0192.0.2.1\ufeff",
        "::ffff:192.0.2.1",
        "[::ffff:c000:201]"
      })
  void takesWhatComesAlongWhenPasted(String text) {
    assertEquals(
        new Accepted<>(IpRange.parse("192.0.2.1"), text, Width.NORMAL), SubjectValue.ip(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1/8 | HOST_BITS | 10.0.0.0/8",
        "10.0.0.1/8 | HOST_BITS | 10.0.0.1 for the address",
        "2001:db8::1/32 | HOST_BITS | 2001:db8::/32",
        "::ffff:10.1.2.3/104 | HOST_BITS | 10.0.0.0/8",
        "::ffff:10.1.2.3/8 | UNREADABLE | 10.1.2.0/24",
        "10.0.0.0/33 | UNREADABLE | 10.0.0.0/24",
        "2001:db8::/129 | UNREADABLE | 2001:db8::/64",
        "10.0.0.0/255.0.0.0 | UNREADABLE | Write 10.0.0.0/8",
        "10.0.0.0/255.0.255.0 | UNREADABLE | after the slash",
        "10.0.0.0 / 8 | UNREADABLE | Write 10.0.0.0/8",
        "[2001:db8::]/32 | UNREADABLE | Write 2001:db8::/32",
        "10.0.0.0/ | UNREADABLE | after the slash",
        "010.001.002.003 | LEADING_ZERO | Write 10.1.2.3",
        "10.1.2.256 | UNREADABLE | at most 255",
        "10.1.2.03/24 | LEADING_ZERO | Write 10.1.2.3",
        "192.0.2.1:8080 | PORT | Write 192.0.2.1",
        "[2001:db8::1]:443 | PORT | Write 2001:db8::1",
        "fe80::1%eth0 | ZONE | Write fe80::1",
        "[fe80::1%25eth0] | ZONE | Write fe80::1",
        "10.1.*.* | WILDCARD | Write 10.1.0.0/16",
        "10.x.x.x | WILDCARD | Write 10.0.0.0/8",
        "10.*.1.* | WILDCARD | 203.0.113.0/24",
        "2001:db8:* | WILDCARD | 2001:db8::/32",
        "192.0.2.1-192.0.2.9 | SEVERAL | blocks",
        "192.0.2.1, 192.0.2.2 | SEVERAL | one address",
        "192.0.2.1 192.0.2.2 | SEVERAL | one address",
        "localhost | UNREADABLE | name",
        "example.com | UNREADABLE | name",
        "10.1 | UNREADABLE | 203.0.113.7",
        "0x7f000001 | UNREADABLE | 203.0.113.7",
        "2130706433 | UNREADABLE | 203.0.113.7",
        "::1::2 | UNREADABLE | 2001:db8::7",
        "[192.0.2.1] | UNREADABLE | 203.0.113.7",
        "'' | EMPTY | 203.0.113.7",
        "0.0.0.0/0 | TOO_WIDE | /8",
        "10.0.0.0/7 | TOO_WIDE | /8",
        "2000::/15 | TOO_WIDE | /16",
        "::ffff:0:0/96 | TOO_WIDE | /8"
      })
  void refusesTheRestAndSaysWhatWouldDo(String text, Refusal code, String form) {
    Refused.of(SubjectValue.ip(text), code, form);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, WIDE", "10.0.0.0/15, WIDE", "10.0.0.0/16, NORMAL", "10.0.0.1, NORMAL",
    "2000::/16, WIDE", "2000::/31, WIDE", "2001:db8::/32, NORMAL", "::1, NORMAL"
  })
  void knowsWhatIsWide(String text, Width width) {
    assertEquals(width, ((Accepted<?>) SubjectValue.ip(text)).width());
  }

  @Test
  void asksForOneAddressInACheck() {
    Value<IpRange> address = SubjectValue.address("2001:db8::1");
    Value<IpRange> block = SubjectValue.address("0.0.0.0/0");

    assertTrue(address instanceof Accepted);
    Refused.of(block, Refusal.BLOCK, "one address");
    Refused.of(SubjectValue.address("10.0.0.1/8"), Refusal.HOST_BITS, "10.0.0.0/8");
  }
}
