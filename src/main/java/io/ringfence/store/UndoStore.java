package io.ringfence.store;

import io.ringfence.domain.Revision;
import io.ringfence.domain.Undo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes operations back, in shares: a share is one transaction and one round trip, and one that
 * broke off is gone on with by the next.
 *
 * <p>Futures fail as those of {@link EntryStore} do.
 */
public final class UndoStore {
  private static final String UNDO =
      "SELECT w.outcome, w.operation, w.taken_back, w.all_back, w.remaining, w.shard, w.seq FROM ringfence.undo_share("
          + "$1::int, $2::text, $3::text, $4::text, $5::int) w";
  private final LongAdder rows = new LongAdder();

  UndoStore() {}

  /**
   * Takes the next share of an operation back.
   *
   * @param undone the public id of the operation
   * @param fresh a public id for the undo, if this is its first share
   * @param reason of the entries that it lifts
   */
  public Future<Undo> share(Session session, String undone, String fresh, String reason) {
    Statement undo =
        Statement.of(
            UNDO, session.organisation().id(), undone, fresh, reason, OperationStore.MOST_ROWS);
    return session
        .runInBulk(undo)
        .map(done -> done.iterator().next())
        .onSuccess(row -> rows.add(row.getInteger("taken_back")))
        .map(UndoStore::undo);
  }

  private static Undo undo(Row row) {
    String outcome = row.getString("outcome");
    return switch (outcome) {
      case "absent" -> new Undo.Absent();
      case "at_work" -> new Undo.AtWork();
      case "undone" -> new Undo.Before(row.getString("operation"));
      case "going_on" -> new Undo.GoingOn(row.getString("operation"));
      default ->
          new Undo.Finished(
              row.getString("operation"),
              row.getInteger("all_back"),
              left((JsonArray) row.getValue("remaining")),
              new Revision(row.getInteger("shard"), row.getLong("seq")));
    };
  }

  private static List<Undo.Left> left(JsonArray remaining) {
    return remaining.stream()
        .map(JsonObject.class::cast)
        .map(one -> new Undo.Left(one.getLong("entry"), one.getString("why")))
        .toList();
  }

  /** How many entries this node has put back as they were since it started. */
  public long rows() {
    return rows.sum();
  }
}
