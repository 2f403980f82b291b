package io.ringfence.domain;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells the addresses of the public internet from all others, by IANA's special-purpose registries:
 * what an organisation names may lead to the former only, never to what is near the gateway.
 */
public final class PublicAddress {
  /** Network, bits; IPv4. */
  private static final List<Network> NOT_PUBLIC_4 =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");

  /** Inside of 2000::/3, outside of which nothing is public but translated IPv4. */
  private static final List<Network> NOT_PUBLIC_6 =
      networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private static final List<Network> GLOBAL_6 = networks("2000::/3");
  private static final List<Network> TRANSLATED = networks("64:ff9b::/96");

  private record Network(byte[] first, int bits) {}

  private PublicAddress() {}

  public static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return !isIn(bytes, NOT_PUBLIC_4);
    }
    return isIn(bytes, TRANSLATED)
        ? !isIn(Arrays.copyOfRange(bytes, 12, 16), NOT_PUBLIC_4)
        : isIn(bytes, GLOBAL_6) && !isIn(bytes, NOT_PUBLIC_6);
  }

  private static boolean isIn(byte[] address, List<Network> networks) {
    return networks.stream().anyMatch(network -> isIn(address, network));
  }

  private static boolean isIn(byte[] address, Network network) {
    for (int i = 0; i < network.bits; i += 8) {
      int left = network.bits - i;
      int mask = left >= 8 ? 0xff : 0xff << 8 - left & 0xff;
      if ((address[i / 8] & mask) != (network.first[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static List<Network> networks(String... texts) {
    return Arrays.stream(texts).map(PublicAddress::network).toList();
  }

  /** A literal is parsed, and never looked up. */
  private static Network network(String text) {
    String[] parts = text.split("/");
    try {
      return new Network(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
