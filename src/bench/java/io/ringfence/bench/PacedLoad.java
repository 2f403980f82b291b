package io.ringfence.bench;

import io.ringfence.standin.SimulatedCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Unsigned webhooks at a fixed rate. None waits for the answer to another, so a slow answer hides no
 * other. Each is a call of its own, of a caller who is not banned.
 */
final class PacedLoad {
  /** Well before the edge ends an idle connection: one that it is just ending takes no request. */
  private static final int KEEP_ALIVE_SECONDS = 5;

  static final int PER_SECOND = Integer.getInteger("rate", 500);

  private final Vertx vertx;
  private final HttpClient client;
  private final int port;
  private final Kind kind;
  private Times times = new Times();
  private final Map<String, Integer> failed = new TreeMap<>();
  private long sent;
  private long timer;

  /**
   * @param to the number that is called
   * @param answered whether anything but 200 is a failure of the measurement
   */
  record Kind(String to, int perSecond, boolean answered) {}

  PacedLoad(Vertx vertx, int port) {
    this(vertx, port, new Kind("+15005550001", PER_SECOND, true));
  }

  PacedLoad(Vertx vertx, int port, Kind kind) {
    this.vertx = vertx;
    this.port = port;
    this.kind = kind;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
            new PoolOptions().setHttp1MaxSize(kind.answered() ? 256 : 10_000));
  }

  void begin() {
    long began = System.nanoTime();
    timer = vertx.setPeriodic(1, tick -> send(began));
  }

  void end() {
    vertx.cancelTimer(timer);
  }

  /** Breaks off what is not answered. */
  void close() {
    client.close().onFailure(kept -> {});
  }

  private void send(long began) {
    long due = (System.nanoTime() - began) / 1_000_000 * kind.perSecond() / 1_000;
    while (sent < due) {
      one("+1500555" + (1000 + sent++ % 9000));
    }
  }

  private void one(String caller) {
    Buffer body =
        SimulatedCall.begin(caller, kind.to(), Instant.now())
            .initiated(1, "https://gate.example.org/webhooks/telnyx");
    long at = System.nanoTime();
    Future.succeededFuture() // The client may just have been closed, and then it throws.
        .compose(go -> client.request(HttpMethod.POST, port, "127.0.0.1", "/webhooks/telnyx"))
        .compose(
            request ->
                request
                    .putHeader("Content-Type", "application/json")
                    .send(body)
                    .compose(answer -> answer.body().map(answer.statusCode())))
        .onComplete(
            answer -> {
              boolean taken =
                  !kind.answered() || answer.succeeded() && answer.result() == 200;
              String came =
                  answer.succeeded() ? answer.result().toString() : answer.cause().toString();
              took(System.nanoTime() - at, taken ? null : came);
            });
  }

  private synchronized void took(long nanos, String failure) {
    times.add(nanos);
    if (failure != null) {
      failed.merge(failure, 1, Integer::sum);
    }
  }

  /** What was answered so far does not count, nor what was not. */
  synchronized void forget() {
    failed.clear();
    times = new Times();
  }

  /** What was answered since the last time. */
  synchronized Times taken() {
    if (!failed.isEmpty()) {
      throw new IllegalStateException("webhooks were not answered with 200 but: " + failed);
    }
    Times all = times;
    times = new Times();
    return all;
  }
}
