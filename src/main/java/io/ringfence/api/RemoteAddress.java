package io.ringfence.api;

import io.ringfence.domain.IpRange;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request comes from: the one place that says so. It is the other end of the connection,
 * or, where that is a trusted proxy, the right-most hop that is none; what stands further to the
 * left anybody can have written.
 */
final class RemoteAddress {
  private static final String FORWARDED = "X-Forwarded-For";
  private static final int HOST_BITS_FROM = 8;

  /** Some proxies write the port of their client, too. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::[0-9]{1,5})?");

  private final List<IpRange> proxies;

  RemoteAddress(List<IpRange> proxies) {
    this.proxies = proxies;
  }

  /**
   * As text, or null if the connection is gone. Where a proxy says nothing that can be read it is
   * the proxy's.
   */
  String of(HttpServerRequest request) {
    String near = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    return proxies.isEmpty() || near == null ? near : of(near, request.headers().getAll(FORWARDED));
  }

  /**
   * @param forwarded the headers that say where it was forwarded from, in their order
   */
  String of(String near, List<String> forwarded) {
    IpRange address = IpRange.read(near);
    return address == null ? near : behind(address, forwarded).toString();
  }

  /** What a visitor is known by: null for what is no address, and for a proxy's own. */
  IpRange visitor(String address) {
    IpRange read = address == null ? null : IpRange.read(address);
    return read == null || isProxy(read) ? null : read;
  }

  /** Whether an address is one of a trusted proxy, or a block holds nothing else. */
  boolean isProxy(IpRange range) {
    for (IpRange proxy : proxies) {
      if (proxy.contains(range)) {
        return true;
      }
    }
    return false;
  }

  private IpRange behind(IpRange near, List<String> forwarded) {
    String[] hops = String.join(",", forwarded).split(",", -1);
    IpRange address = near;
    for (int i = hops.length - 1; i >= 0 && isProxy(address); i--) {
      IpRange hop = hop(hops[i].strip());
      if (hop == null) {
        return address;
      }
      address = hop;
    }
    return address;
  }

  private static IpRange hop(String text) {
    Matcher port = WITH_PORT.matcher(text);
    String bare = !port.matches() ? text : port.group(1) == null ? port.group(2) : port.group(1);
    IpRange hop = IpRange.read(bare);
    return hop == null || !hop.isAddress() ? null : hop;
  }

  /** What one sender has for certain: an IPv4 address, or the /64 around an IPv6 one. */
  static String block(String address) {
    if (address == null || address.indexOf(':') < 0) {
      return String.valueOf(address);
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return HexFormat.of().formatHex(bytes, 0, Math.min(HOST_BITS_FROM, bytes.length));
    } catch (UnknownHostException noAddress) {
      return address;
    }
  }
}
