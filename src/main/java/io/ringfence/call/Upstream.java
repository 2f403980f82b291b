package io.ringfence.call;

import io.ringfence.call.UpstreamFailed.Why;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.PublicAddress;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Hands allowed webhooks to voice applications, untouched: the same bytes and end-to-end headers
 * there, the same status, headers and bytes back. Redirects are relayed, never followed.
 */
final class Upstream {
  /** An answer to a webhook is short; what is longer is no answer to one. */
  private static final int MOST_BYTES = 1 << 20;

  /** Shorter than the five seconds after which common servers close an idle connection. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private static final int LOOP_DETECTED = 508;

  /** The pool of a host has an array of this size. */
  private static final int MOST_AT_ONE_HOST = 40_000;

  private final Vertx vertx;
  private final HttpClient client;
  private final Places places;
  private final LoopMark loop;
  private final Duration connectTimeout;
  private final Duration timeout;

  Upstream(Vertx vertx, GatewayConfig.Upstream config, LoopMark loop) {
    this.vertx = vertx;
    this.loop = loop;
    this.places =
        new Places(vertx, config.connections(), 4 * config.connections(), config.connectTimeout());
    this.connectTimeout = config.connectTimeout();
    this.timeout = config.timeout();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) connectTimeout.toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(32 * 1024),
            // Vert.x keeps a pool for each host and port, and drops it when it is empty. Several
            // upstreams may be at one, and what bounds each of them is its places.
            new PoolOptions()
                .setHttp1MaxSize(Math.min(MOST_AT_ONE_HOST, 16 * config.connections()))
                .setMaxWaitQueueSize(4 * config.connections()));
  }

  /**
   * Fails with {@link UpstreamFailed} if there is no whole answer within the time-out.
   *
   * @param anywhere whether the address need not be public
   */
  Future<Answer.Relayed> forward(String url, Webhook webhook, boolean anywhere) {
    return places
        .take(url, () -> onceOrTwice(url, webhook, anywhere)) // throws for an address that is none
        .recover(failure -> Future.failedFuture(UpstreamFailed.of(failure)));
  }

  private Future<Answer.Relayed> onceOrTwice(String url, Webhook webhook, boolean anywhere) {
    return once(url, webhook, anywhere)
        .recover(
            failure ->
                // It closed a connection that we had kept, just as we wrote to it.
                failure instanceof HttpClosedException
                    ? once(url, webhook, anywhere)
                    : Future.failedFuture(failure));
  }

  Future<Void> close() {
    return client.close();
  }

  private Future<Answer.Relayed> once(String url, Webhook webhook, boolean anywhere) {
    RequestOptions options = options(url, webhook);
    Promise<Answer.Relayed> answer = Promise.promise();
    Future<HttpClientRequest> connected =
        client.request(options).compose(request -> anywhere ? fine(request) : checked(request));
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            late -> {
              answer.tryFail(new TimeoutException("no whole answer in " + timeout));
              connected.onSuccess(HttpClientRequest::reset);
            });
    connected
        .compose(request -> sent(request, webhook).compose(response -> read(request, response)))
        .compose(Upstream::notOurselves)
        .onSuccess(answer::tryComplete)
        .onFailure(answer::tryFail);
    return answer.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  private RequestOptions options(String url, Webhook webhook) {
    MultiMap headers = EndToEnd.requestHeaders(webhook.headers());
    loop.putOn(headers);
    return new RequestOptions()
        .setMethod(webhook.asked().method())
        .setAbsoluteURI(withQuery(url, webhook.asked().query()))
        .setConnectTimeout(connectTimeout.toMillis())
        .setFollowRedirects(false)
        .setHeaders(headers);
  }

  /** With what a GET asks behind what the address has of its own. */
  private static String withQuery(String url, String query) {
    return query == null || query.isEmpty()
        ? url
        : url + (url.indexOf('?') < 0 ? '?' : '&') + query;
  }

  private static Future<HttpClientResponse> sent(HttpClientRequest request, Webhook webhook) {
    return webhook.asked().query() == null ? request.send(webhook.body()) : request.send();
  }

  private static Future<Answer.Relayed> notOurselves(Answer.Relayed answer) {
    boolean loop =
        answer.status() == LOOP_DETECTED
            && "loop".equals(answer.headers().get("ringfence-outcome"));
    return loop
        ? Future.failedFuture(new UpstreamFailed(Why.LOOP, "it leads back to this gateway"))
        : Future.succeededFuture(answer);
  }

  private static Future<HttpClientRequest> fine(HttpClientRequest request) {
    return Future.succeededFuture(request);
  }

  /**
   * Looks at where the connection leads, before anything is written to it: a name that led to a
   * public address when it was set may lead elsewhere now.
   */
  private static Future<HttpClientRequest> checked(HttpClientRequest request) {
    InetSocketAddress there =
        new InetSocketAddress(request.connection().remoteAddress().hostAddress(), 0);
    if (!there.isUnresolved() && PublicAddress.is(there.getAddress())) {
      return fine(request);
    }
    // Which would log that it was closed, by us.
    request.exceptionHandler(closed -> {});
    return request
        .connection()
        .close()
        .transform(
            closed ->
                Future.failedFuture(
                    new UpstreamFailed(
                        Why.NOT_PUBLIC, "its address is not public, see upstream.allow_private")));
  }

  private static Future<Answer.Relayed> read(
      HttpClientRequest request, HttpClientResponse response) {
    MultiMap headers = EndToEnd.responseHeaders(response.headers());
    int status = response.statusCode();
    Promise<Answer.Relayed> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(new Answer.Relayed(status, headers, body)));
    response.handler(
        part -> {
          body.appendBuffer(part);
          if (body.length() > MOST_BYTES) {
            whole.tryFail(
                new UpstreamFailed(
                    Why.TOO_LONG, "an answer of more than " + MOST_BYTES + " bytes"));
            request.reset();
          }
        });
    return whole.future();
  }
}
