package io.ringfence.doctor;

import io.ringfence.domain.PublicAddress;
import io.ringfence.telnyx.WebhookPath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Whether a voice application can be reached: its name, a connection, its certificate. Nothing is
 * sent to it, since anything might be taken for a call.
 */
final class UpstreamReach {
  private static final int PATIENCE_MS = 5_000;

  private final Vertx vertx;

  UpstreamReach(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Never fails.
   *
   * @param anywhere whether its address need not be public
   */
  Future<Finding> look(String name, String url, boolean anywhere) {
    if (WebhookPath.isGateways(url)) {
      return Future.succeededFuture(
          Finding.fail(
              name,
              url + " is where a gateway takes webhooks: calls go in circles",
              "Set the voice application's own address."));
    }
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException none) {
      return Future.succeededFuture(Finding.fail(name, url + " is no address", "Correct it."));
    }
    return vertx
        .executeBlocking(() -> InetAddress.getAllByName(uri.getHost()), false)
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .compose(found -> reach(name, uri, found, anywhere))
        .otherwise(failed -> unreachable(name, url, failed));
  }

  private Future<Finding> reach(String name, URI uri, InetAddress[] found, boolean anywhere) {
    if (!anywhere && !Stream.of(found).allMatch(PublicAddress::is)) {
      return Future.succeededFuture(
          Finding.fail(
              name,
              uri + " leads to an address that is not public",
              "Its calls get 502. If it is meant so, set upstream.allow_private."));
    }
    boolean secure = "https".equals(uri.getScheme());
    int standard = secure ? 443 : 80;
    NetClient client = vertx.createNetClient(options(secure));
    return client
        .connect(uri.getPort() < 0 ? standard : uri.getPort(), uri.getHost())
        .compose(NetSocket::close)
        .eventually(client::close)
        .map(
            reached ->
                secure
                    ? Finding.ok(name, uri + " answers, and its certificate is trusted")
                    : Finding.ok(name, uri + " answers"));
  }

  private static NetClientOptions options(boolean secure) {
    NetClientOptions options = new NetClientOptions().setConnectTimeout(PATIENCE_MS).setSsl(secure);
    return secure ? options.setHostnameVerificationAlgorithm("HTTPS") : options;
  }

  private static Finding unreachable(String name, String url, Throwable failed) {
    if (failed instanceof UnknownHostException) {
      return Finding.fail(name, url + ": there is no such host", "Correct it, or its DNS.");
    }
    return failed instanceof SSLException
        ? Finding.fail(
            name,
            url + ": its certificate is not trusted: " + failed.getMessage(),
            "Renew it, with those that vouch for it, or have Java trust them.")
        : Finding.fail(
            name,
            url + ": " + failed.getMessage(),
            "Allowed calls get 502 and are not answered: start it, or correct its address.");
  }
}
