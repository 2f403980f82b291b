package io.ringfence.bench;

import io.ringfence.standin.SimulatedCall;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Instant;

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
  private long failed;
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
    client
        .request(HttpMethod.POST, port, "127.0.0.1", "/webhooks/telnyx")
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
              took(System.nanoTime() - at, taken);
            });
  }

  private synchronized void took(long nanos, boolean taken) {
    times.add(nanos);
    failed += taken ? 0 : 1;
  }

  /** What was answered since the last time. */
  synchronized Times taken() {
    if (failed > 0) {
      throw new IllegalStateException(failed + " webhooks were not answered with 200");
    }
    Times all = times;
    times = new Times();
    return all;
  }
}
