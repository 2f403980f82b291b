package io.ringfence.api;

import io.ringfence.domain.Operation;
import io.ringfence.store.OperationStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operations: what was written in bulk, by whom and how much, and how it is taken back. */
final class OperationActions implements Actions {
  private final OperationStore store;

  OperationActions(OperationStore store) {
    this.store = store;
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listOperations", this::list);
    actions.put("getOperation", this::find);
    actions.put(
        "undoOperation",
        Action.inSeveralTransactions(call -> new UndoRun(store.undos(), call).answer()));
  }

  private Future<Answer> find(ApiCall call) {
    String id = call.text("id");
    return store
        .find(call.caller().organisation(), id)
        .map(
            found ->
                found.orElseThrow(
                    () -> new Refusal(Problem.notFound("There is no operation " + id + "."))))
        .map(operation -> Answer.json(200, json(operation)));
  }

  private Future<Answer> list(ApiCall call) {
    PageCursor cursor = new PageCursor(call.caller().organisation(), "operations");
    int limit = (int) call.number("limit");
    // One more than is shown tells whether there is a next page.
    return store
        .list(call.caller().organisation(), cursor.before(call.text("cursor")), limit + 1)
        .map(found -> Pages.of(found, limit, cursor, Operation::id, OperationActions::json));
  }

  private static JsonObject json(Operation operation) {
    Operation.Counts counts = operation.counts();
    return new JsonObject()
        .put("id", operation.publicId())
        .put("kind", operation.kind())
        .put("effect", operation.effect().word())
        .put("created_at", EntryJson.time(operation.createdAt()))
        .put("created_by", operation.createdBy())
        .put("reason", operation.reason())
        .put("undoes", operation.undoes())
        .put("undone_by", operation.undoneBy())
        .put(
            "counts",
            new JsonObject()
                .put("asked", counts.asked())
                .put("created", counts.created())
                .put("extended", counts.extended())
                .put("unchanged", counts.unchanged())
                .put("refused", counts.refused())
                .put("lifted", counts.lifted())
                .put("taken_back", counts.takenBack())
                .put("left", counts.left()));
  }
}
