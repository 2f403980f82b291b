package io.ringfence.api;

import io.ringfence.api.BulkRun.Given;
import io.ringfence.domain.Operation;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Many bans, or allows, in one request: each item for itself, all under one operation. */
final class BulkHandler {
  private final Vertx vertx;
  private final Given given;
  private final Spread spread;

  BulkHandler(Vertx vertx, Given given, Spread spread) {
    this.vertx = vertx;
    this.given = given;
    this.spread = spread;
  }

  Future<Answer> create(ApiCall call) {
    String operation = Operation.newId();
    BulkRun run = new BulkRun(vertx, given, call, operation);
    return run.results().compose(results -> answer(operation, run, results, call));
  }

  private Future<Answer> answer(String operation, BulkRun run, Buffer results, ApiCall call) {
    Revision last = new Revision(call.caller().organisation().shard(), run.seq());
    return spread
        .of(last, run.changed(), call)
        .map(effective -> Answer.json(200, body(operation, results, effective)));
  }

  /** Written by hand around the results, which are JSON already. */
  private static Buffer body(String operation, Buffer results, JsonObject effective) {
    Buffer body = Buffer.buffer(results.length() + 1_000);
    body.appendString("{\"operation\":\"" + operation + "\",\"results\":[").appendBuffer(results);
    body.appendByte((byte) ']');
    if (effective != null) {
      body.appendString(",\"effective\":").appendBuffer(effective.toBuffer());
    }
    return body.appendByte((byte) '}');
  }
}
