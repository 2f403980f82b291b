package io.ringfence.api;

import io.ringfence.api.BulkRun.Given;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Operation;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** Many bans, or allows, in one request: each item for itself, all under one operation. */
final class BulkActions implements Actions {
  private final Vertx vertx;
  private final Given given;

  BulkActions(Effect effect, Vertx vertx, ApiServer.Given given) {
    EntryForm form = new EntryForm(new ValueForm(given), given.clock());
    this.vertx = vertx;
    this.given =
        new Given(
            effect, given.operations(), form, new EntryWarnings(given.observe(), given.clock()));
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put(
        given.effect() == Effect.BAN ? "createBans" : "createAllows",
        Action.inSeveralTransactions(this::create));
  }

  private Future<Answer> create(ApiCall call) {
    String operation = Operation.newId();
    BulkRun run = new BulkRun(vertx, given, call, operation);
    return run.results()
        .map(results -> Answer.json(200, body(operation, results)))
        .map(answer -> answer.wrote(last(call, run), run.changed()));
  }

  private static Revision last(ApiCall call, BulkRun run) {
    return new Revision(call.caller().organisation().shard(), run.seq());
  }

  /** Written by hand around the results, which are JSON already. */
  private static Buffer body(String operation, Buffer results) {
    return Buffer.buffer(results.length() + 1_000)
        .appendString("{\"operation\":\"" + operation + "\",\"results\":[")
        .appendBuffer(results)
        .appendString("]}");
  }
}
