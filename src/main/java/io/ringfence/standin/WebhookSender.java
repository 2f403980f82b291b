package io.ringfence.standin;

import io.ringfence.telnyx.WebhookSignature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Delivers webhooks as Telnyx does: signed, with its headers, and again if it is asked to. */
public final class WebhookSender {
  /** Telnyx's default for an application. */
  public static final Duration TIMEOUT = Duration.ofMillis(2_000);

  private static final int CONNECTIONS = 256;
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Vertx vertx;
  private final HttpClient client;
  private final SigningKey key;
  private final InstantSource clock;

  public WebhookSender(Vertx vertx, SigningKey key, InstantSource clock) {
    this(vertx, key, clock, new HttpClientOptions());
  }

  /**
   * @param options of its client, such as whom it trusts
   */
  public WebhookSender(
      Vertx vertx, SigningKey key, InstantSource clock, HttpClientOptions options) {
    this.vertx = vertx;
    this.key = key;
    this.clock = clock;
    this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  /** A call's first event, delivered once. Fails if there is no answer in {@link #TIMEOUT}. */
  public Future<Delivery> deliver(URI webhook, SimulatedCall call) {
    return send(webhook, call.initiated(1, webhook.toString()));
  }

  /** A text message, delivered once. Fails if there is no answer in {@link #TIMEOUT}. */
  public Future<Delivery> deliver(URI webhook, SimulatedMessage message) {
    return send(webhook, message.received(1, webhook.toString()));
  }

  /** Asks once what to do with a call. Fails if there is no answer in {@link #TIMEOUT}. */
  public Future<Delivery> askForTexml(URI webhook, SimulatedCall call) {
    return send(webhook, new Sending(Buffer.buffer(call.texml("ringing")), FORM, 1));
  }

  /**
   * A call's first event, delivered until it is taken or refused.
   *
   * @param attempts at most so many; the outcome of the last one is the outcome
   * @param pause between two of them
   */
  public Future<Delivery> deliver(URI webhook, SimulatedCall call, int attempts, Duration pause) {
    IntFunction<Buffer> body = attempt -> call.initiated(attempt, webhook.toString());
    return deliver(webhook, body, 1, new Redelivery(attempts, pause));
  }

  private record Redelivery(int attempts, Duration pause) {}

  private Future<Delivery> deliver(
      URI webhook, IntFunction<Buffer> body, int attempt, Redelivery again) {
    return send(webhook, new Sending(body.apply(attempt), JSON, attempt))
        .transform(
            sent -> {
              boolean settled = sent.succeeded() && !sent.result().isRedelivered();
              if (settled || attempt >= again.attempts()) {
                return sent.succeeded()
                    ? Future.succeededFuture(sent.result())
                    : Future.failedFuture(sent.cause());
              }
              return vertx
                  .timer(again.pause().toMillis(), TimeUnit.MILLISECONDS)
                  .compose(waited -> deliver(webhook, body, attempt + 1, again));
            });
  }

  /** Any body, signed now and delivered once. */
  public Future<Delivery> send(URI webhook, Buffer body) {
    return send(webhook, new Sending(body, JSON, 1));
  }

  private record Sending(Buffer body, String type, int attempt) {}

  /** From an event loop: to another thread an answer may have passed before it is looked at. */
  private Future<Delivery> send(URI webhook, Sending sending) {
    Promise<Delivery> sent = Promise.promise();
    vertx.runOnContext(now -> exchange(webhook, sending).onComplete(sent));
    return sent.future();
  }

  private Future<Delivery> exchange(URI webhook, Sending sending) {
    long begin = System.nanoTime();
    return client
        .request(signed(webhook, sending))
        .compose(request -> request.send(sending.body()))
        .compose(response -> delivery(response, begin, sending.attempt()))
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private RequestOptions signed(URI webhook, Sending sending) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(webhook.toString())
        .setIdleTimeout(TIMEOUT.toMillis())
        .setConnectTimeout(TIMEOUT.toMillis())
        .putHeader("Content-Type", sending.type())
        .putHeader("User-Agent", "telnyx-webhooks")
        .putHeader(WebhookSignature.TIMESTAMP_HEADER, timestamp)
        .putHeader(
            WebhookSignature.SIGNATURE_HEADER, key.sign(timestamp, sending.body().getBytes()));
  }

  private static Future<Delivery> delivery(HttpClientResponse response, long begin, int attempt) {
    return response
        .body()
        .map(
            body ->
                new Delivery(
                    response.statusCode(),
                    response.headers(),
                    body,
                    Duration.ofNanos(System.nanoTime() - begin),
                    attempt));
  }

  /** Gives the connections back. */
  public Future<Void> close() {
    return client.close();
  }
}
