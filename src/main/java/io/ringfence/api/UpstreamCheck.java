package io.ringfence.api;

import io.ringfence.domain.PublicAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Judges an upstream before it is kept. A name is looked up now for the sake of whoever types it;
 * what counts is looked at again when a call is forwarded.
 */
final class UpstreamCheck {
  private static final String OUR_OWN = "/webhooks/telnyx";
  private static final int LONGEST = 2_000;
  private static final int LOOK_UP_SECONDS = 2;
  private static final int MOST_PORT = 65_535;

  private final Vertx vertx;
  private final boolean anywhere;

  /**
   * @param anywhere whether addresses that are not public will do
   */
  UpstreamCheck(Vertx vertx, boolean anywhere) {
    this.vertx = vertx;
    this.anywhere = anywhere;
  }

  /** What is wrong with it; null if nothing is. */
  Future<String> fault(String url) {
    URI uri = uri(url);
    if (uri == null) {
      return Future.succeededFuture(
          "must be the full address of a voice application, such as"
              + " https://voice.example.com/telnyx, without a user or a fragment");
    }
    if (isOurOwn(uri)) {
      return Future.succeededFuture(
          "leads to " + OUR_OWN + ", where a gateway takes webhooks: calls would go in circles");
    }
    return anywhere
        ? Future.succeededFuture()
        : addresses(uri.getHost())
            .map(
                all ->
                    Stream.of(all).allMatch(PublicAddress::is)
                        ? null
                        : "leads to an address that is not public; upstream.allow_private in the"
                            + " configuration lets such in");
  }

  private static URI uri(String url) {
    if (url.length() > LONGEST) {
      return null;
    }
    try {
      URI uri = new URI(url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean whole =
          http
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getFragment() == null
              && uri.getPort() != 0
              && uri.getPort() <= MOST_PORT;
      return whole ? uri : null;
    } catch (URISyntaxException notAnAddress) {
      return null;
    }
  }

  private static boolean isOurOwn(URI uri) {
    String path = uri.normalize().getPath();
    return path.equals(OUR_OWN) || path.startsWith(OUR_OWN + "/");
  }

  /** None where it cannot be told in time: the address may be made known later. */
  private Future<InetAddress[]> addresses(String host) {
    return vertx
        .executeBlocking(() -> resolved(host), false)
        .timeout(LOOK_UP_SECONDS, TimeUnit.SECONDS)
        .otherwise(new InetAddress[0]);
  }

  private static InetAddress[] resolved(String host) {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException unknown) {
      return new InetAddress[0];
    }
  }
}
