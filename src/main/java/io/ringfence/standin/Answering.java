package io.ringfence.standin;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out answers, the ill-mannered ones too. */
final class Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
  private static final Buffer PIECE = Buffer.buffer("x".repeat(16 * 1024));

  private final Vertx vertx;

  Answering(Vertx vertx) {
    this.vertx = vertx;
  }

  void give(HttpServerRequest request, Answer answer) {
    if (answer instanceof Answer.Reply reply) {
      reply(request.response(), reply);
    } else if (answer instanceof Answer.Late late) {
      vertx.setTimer(Math.max(1, late.by().toMillis()), now -> give(request, late.then()));
    } else if (answer instanceof Answer.Cut) {
      request.connection().close().onFailure(Answering::gone);
    } else if (answer instanceof Answer.Stalled stalled) {
      begun(request, stalled.status()).write("{").onFailure(Answering::gone);
    } else if (answer instanceof Answer.Endless endless) {
      pour(begun(request, endless.status()));
    }
  }

  private static HttpServerResponse begun(HttpServerRequest request, int status) {
    return request
        .response()
        .setStatusCode(status)
        .setChunked(true)
        .putHeader("Content-Type", "application/json");
  }

  private static void reply(HttpServerResponse response, Answer.Reply reply) {
    if (response.closed()) {
      return; // The other side did not wait for a late answer.
    }
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    response.end(reply.body()).onFailure(Answering::gone);
  }

  /** Piece after piece, each when the last one is out, until the other side has had enough. */
  private void pour(HttpServerResponse response) {
    // By way of the context: a write that is out at once would otherwise nest without end.
    response
        .write(PIECE)
        .onSuccess(written -> vertx.runOnContext(next -> pour(response)))
        .onFailure(Answering::gone);
  }

  private static void gone(Throwable why) {
    LOG.debug("the other side is gone: {}", why.toString());
  }
}
