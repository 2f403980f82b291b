package io.ringfence.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** One operation from HTTP to its action and back. */
final class OperationHandler implements Handler<RoutingContext> {
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

  private static Future<Void> send(HttpServerResponse response, Answer answer) {
    if (response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(answer.status());
    Buffer body = answer.body();
    answer.headers().forEach(response::putHeader);
    return body == null ? response.end() : response.end(body);
  }
}
