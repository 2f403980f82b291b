package io.ringfence.api;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Where a request comes from: the one place that says so. */
final class RemoteAddress {
  private static final int HOST_BITS_FROM = 8;

  private RemoteAddress() {}

  /** The other end of the connection, or null if it is gone. */
  static String of(HttpServerRequest request) {
    return request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
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
