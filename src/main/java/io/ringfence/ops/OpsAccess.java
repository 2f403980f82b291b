package io.ringfence.ops;

import io.ringfence.domain.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * Who may use what changes a node: whoever is on its machine, and whoever has {@code ops.token}. A
 * proxy on this machine speaks for others, and a page in a browser here for its author: neither
 * counts as being here.
 */
final class OpsAccess {
  private static final Pattern ADDRESS = Pattern.compile("localhost|[0-9.]+|\\[?[0-9a-fA-F:.]+]?");

  private final Secret token;

  /**
   * @param token or null if none is configured
   */
  OpsAccess(Secret token) {
    this.token = token;
  }

  /** Why the request is not let in, or null if it is. */
  OpsProblem refusal(HttpServerRequest request) {
    if (isFromHere(request) || hasToken(request)) {
      return null;
    }
    return token == null
        ? new OpsProblem(
            403, "Only this machine itself may do this, by 127.0.0.1, while no ops.token is set.")
        : new OpsProblem(
            401, "From another machine ops.token is needed: Authorization: Bearer <token>.");
  }

  private static boolean isFromHere(HttpServerRequest request) {
    boolean proxied =
        request.getHeader("X-Forwarded-For") != null || request.getHeader("Forwarded") != null;
    String host = request.authority() == null ? "" : request.authority().host();
    // A name that leads here may be a stranger's, made to lead here: DNS rebinding.
    return !proxied && ADDRESS.matcher(host).matches() && isLoopback(request);
  }

  private static boolean isLoopback(HttpServerRequest request) {
    try {
      String address = request.remoteAddress().hostAddress();
      return address != null && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }

  private boolean hasToken(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return token != null
        && header != null
        && header.regionMatches(true, 0, "Bearer ", 0, 7)
        && MessageDigest.isEqual(bytes(header.substring(7).strip()), bytes(token.reveal()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
