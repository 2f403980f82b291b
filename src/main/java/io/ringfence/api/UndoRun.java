package io.ringfence.api;

import io.ringfence.domain.Operation;
import io.ringfence.domain.Undo;
import io.ringfence.store.DatabaseUnavailable;
import io.ringfence.store.UndoStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Takes one operation back, share by share. Of two at once, or of one that goes on where another
 * broke off, the one that does the last share is answered for the whole.
 */
final class UndoRun {
  private final UndoStore store;
  private final ApiCall call;
  private final String undone;
  private final String fresh = Operation.newId();

  UndoRun(UndoStore store, ApiCall call) {
    this.store = store;
    this.call = call;
    this.undone = call.text("id");
  }

  Future<Answer> answer() {
    return share(null);
  }

  /**
   * @param begun the undo's public id, if a share of it was done here; else null
   */
  private Future<Answer> share(String begun) {
    return store
        .share(call.session(), undone, fresh, call.body().getString("reason").strip())
        .recover(failed -> Future.failedFuture(begun == null ? failed : brokeOff(failed, begun)))
        .compose(
            undo ->
                undo instanceof Undo.GoingOn going
                    ? share(going.operation())
                    : Future.succeededFuture(told(undo)));
  }

  private static Throwable brokeOff(Throwable failed, String begun) {
    return failed instanceof DatabaseUnavailable
        ? new Refusal(
            Problem.unavailable(
                "The database was lost when only a part was taken back, under "
                    + begun
                    + ". Repeat the request: it goes on where this one stopped."))
        : failed;
  }

  private Answer told(Undo undo) {
    if (undo instanceof Undo.Finished finished) {
      return Answer.json(200, json(finished)).wrote(finished.revision(), true);
    }
    if (undo instanceof Undo.Before before) {
      throw new Refusal(
          Problem.conflict(
              "The operation was taken back by "
                  + before.by()
                  + "; to do it again, take that one back."));
    }
    if (undo instanceof Undo.AtWork) {
      throw new Refusal(
          Problem.conflict(
              "The operation is still at work, or broke off just now; try again in a minute. An"
                  + " undo that broke off is finished first, by repeating it."));
    }
    throw new Refusal(Problem.notFound("There is no operation " + undone + "."));
  }

  private JsonObject json(Undo.Finished finished) {
    JsonArray left = new JsonArray();
    finished
        .left()
        .forEach(one -> left.add(new JsonObject().put("entry", one.entry()).put("why", one.why())));
    return new JsonObject()
        .put("operation", finished.operation())
        .put("undone", undone)
        .put("taken_back", finished.takenBack())
        .put("left", left);
  }
}
