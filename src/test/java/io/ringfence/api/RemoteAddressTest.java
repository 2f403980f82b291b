package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class RemoteAddressTest {
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
