package io.ringfence.telnyx;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;

/**
 * One request of a command, which gives its place in the pool back by the end of its life whatever
 * the other side does. Used on one event loop only.
 */
final class CommandAttempt {
  /** No answer of Telnyx is longer; one that is says nothing more by going on. */
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final Vertx vertx;
  private HttpClientRequest request;
  private boolean givenUp;

  CommandAttempt(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Sends the command and waits for the answer.
   *
   * @param lifeMillis after so long it is given up, connection, answer, body and all
   */
  Future<CommandAnswer> send(
      HttpClient client, RequestOptions options, Buffer body, long lifeMillis) {
    long end = vertx.setTimer(lifeMillis, late -> giveUp());
    Future<HttpClientResponse> response =
        client.request(options).compose(obtained -> sendOn(obtained, body));
    Future<Buffer> rest = response.compose(this::bounded);
    rest.onComplete(over -> vertx.cancelTimer(end));
    return response.compose(head -> answer(head, rest));
  }

  /** Gives the request up: HTTP/1.1 closes the connection, HTTP/2 the stream. */
  void giveUp() {
    givenUp = true;
    if (request != null) {
      // It fails if the exchange is over already, and then there is nothing to give up.
      request.reset().otherwiseEmpty();
    }
  }

  boolean isGivenUp() {
    return givenUp;
  }

  private Future<HttpClientResponse> sendOn(HttpClientRequest obtained, Buffer body) {
    request = obtained;
    if (givenUp) {
      giveUp();
      return Future.failedFuture("given up before it was sent");
    }
    return obtained.send(body);
  }

  private static Future<CommandAnswer> answer(HttpClientResponse head, Future<Buffer> rest) {
    int status = head.statusCode();
    String reset = head.getHeader("x-ratelimit-reset");
    Future<Buffer> body =
        CommandAnswer.saysItAll(status) ? Future.succeededFuture(Buffer.buffer()) : rest;
    return body.map(bytes -> new CommandAnswer(status, reset, bytes));
  }

  /** The body as far as it is worth reading. */
  private Future<Buffer> bounded(HttpClientResponse response) {
    Promise<Buffer> done = Promise.promise();
    Buffer read = Buffer.buffer();
    response.handler(
        chunk -> {
          read.appendBuffer(chunk);
          if (read.length() > MAX_BODY_BYTES && done.tryComplete(read)) {
            giveUp();
          }
        });
    response.exceptionHandler(done::tryFail);
    response.endHandler(end -> done.tryComplete(read));
    return done.future();
  }
}
