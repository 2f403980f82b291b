package io.ringfence.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operation from HTTP to its action and back. */
final class OperationHandler implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(OperationHandler.class);

  private final RequestCheck check;
  private final Action action;

  OperationHandler(RequestCheck check, Action action) {
    this.check = check;
    this.action = action;
  }

  @Override
  public void handle(RoutingContext context) {
    action
        .answer(check.call(context, Authentication.caller(context)))
        .compose(answer -> send(context.response(), answer))
        .onFailure(context::fail);
  }

  /** Sends an answer, or fails; what fails after it began has ended its connection. */
  static Future<Void> send(HttpServerResponse response, Answer answer) {
    if (response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (answer.body() instanceof Streamed streamed) {
      return stream(response, streamed);
    }
    Buffer body = answer.bytes();
    return body == null ? response.end() : response.end(body);
  }

  /** What breaks off must not look like what has ended: then the connection ends, too. */
  private static Future<Void> stream(HttpServerResponse response, Streamed body) {
    response.setChunked(true);
    return body.to(response)
        .compose(all -> response.end())
        .onFailure(
            cut -> {
              if (response.headWritten()) {
                LOG.info("an answer broke off: {}", cut.toString());
                response.reset();
              }
            });
  }
}
