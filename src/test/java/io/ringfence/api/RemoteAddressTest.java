package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringfence.domain.IpRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteAddressTest {
  private static final RemoteAddress BEHIND_PROXIES =
      new RemoteAddress(List.of(IpRange.parse("10.0.0.0/24"), IpRange.parse("2001:db8::5")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // the other end      | X-Forwarded-For, header by header       | where it comes from
        "198.51.100.7         | 203.0.113.9                             | 198.51.100.7",
        "10.0.0.1             | 203.0.113.9                             | 203.0.113.9",
        "10.0.0.1             | 6.6.6.6, 203.0.113.9                    | 203.0.113.9",
        "10.0.0.1             | 6.6.6.6, 203.0.113.9 , 10.0.0.2         | 203.0.113.9",
        "10.0.0.1             | 6.6.6.6 ; 203.0.113.9 ; 10.0.0.2        | 203.0.113.9",
        "0:0:0:0:0:ffff:a00:1 | ::ffff:203.0.113.9                      | 203.0.113.9",
        "2001:db8:0:0:0:0:0:5 | 2001:DB8:1::7                           | 2001:db8:1::7",
        "10.0.0.1             | 203.0.113.9:4711                        | 203.0.113.9",
        "10.0.0.1             | [2001:db8:1::7]:4711                    | 2001:db8:1::7",
        "10.0.0.1             | [2001:db8:1::7]                         | 2001:db8:1::7",
        "10.0.0.1             | -                                       | 10.0.0.1",
        "10.0.0.1             | 10.0.0.3, 10.0.0.2                      | 10.0.0.3",
        "10.0.0.1             | 203.0.113.9, unknown                    | 10.0.0.1",
        "10.0.0.1             | 203.0.113.9, 10.0.0.2,                  | 10.0.0.1",
        "10.0.0.1             | 203.0.113.0/24                          | 10.0.0.1",
        "fe80:0:0:0:0:0:0:1%2 | 203.0.113.9                             | fe80:0:0:0:0:0:0:1%2"
      })
  void isTheRightMostHopThatIsNoTrustedProxy(String near, String forwarded, String expected) {
    List<String> headers = forwarded == null ? List.of() : List.of(forwarded.split(" ; "));

    assertEquals(expected, BEHIND_PROXIES.of(near, headers));
  }

  @Test
  void aProxyIsNoVisitor() {
    assertEquals(IpRange.parse("203.0.113.9"), BEHIND_PROXIES.visitor("203.0.113.9"));
    assertNull(BEHIND_PROXIES.visitor("10.0.0.1"));
    assertNull(BEHIND_PROXIES.visitor("fe80:0:0:0:0:0:0:1%2"));
    assertNull(BEHIND_PROXIES.visitor(null));
  }

  @Test
  void anIpv4AddressStandsForItself() {
    assertEquals("192.0.2.1", RemoteAddress.block("192.0.2.1"));
  }

  @Test
  void anIpv6AddressStandsForItsSubnet() {
    String one = RemoteAddress.block("2001:db8:1:2:3:4:5:6");

    assertEquals(one, RemoteAddress.block("2001:db8:1:2::1"));
    assertNotEquals(one, RemoteAddress.block("2001:db8:1:3::1"));
  }

  @Test
  void whatHasNoAddressIsOne() {
    assertEquals("null", RemoteAddress.block(null));
  }
}
