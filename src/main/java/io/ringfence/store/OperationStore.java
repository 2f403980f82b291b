package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Operation;
import io.ringfence.domain.Organisation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes of many entries, each written in shares: a share is one transaction and one round trip.
 *
 * <p>Futures fail as those of {@link EntryStore} do.
 */
public final class OperationStore {
  /**
   * So many rows take a quarter of a second, and whoever writes to the same shard waits so long; on
   * a machine five times slower still less than the two seconds that a lock is waited for.
   */
  public static final int MOST_ROWS = 2_000;

  private static final String PUT =
      "SELECT w.place, w.outcome, w.warnings, w.seq, w.hits, w.last_hit_at, (w.written).*"
          + " FROM ringfence.put_share($1::int, $2::text, $3::text, $4::int, $5::int, $6::jsonb) w";
  private static final String SELECT =
      "SELECT o.*, (SELECT u.public_id FROM ringfence.operation u"
          + " WHERE u.organisation_id = o.organisation_id AND u.undoes = o.public_id) AS undone_by"
          + " FROM ringfence.operation o WHERE o.organisation_id = $1::int";
  private static final String PROTECTING =
      "SELECT p.place, p.protected FROM ringfence.protecting($1::int,"
          + " ARRAY(SELECT l FROM jsonb_populate_recordset(NULL::ringfence.entry, $2::jsonb) l)) p"
          + " WHERE p.protected IS NOT NULL";

  private final Database database;
  private final LongAdder rows = new LongAdder();
  private final LiftStore lifts = new LiftStore();
  private final UndoStore undos = new UndoStore();

  public OperationStore(Database database) {
    this.database = database;
  }

  /** The operations that lift. */
  public LiftStore lifts() {
    return lifts;
  }

  /** The operations that take others back. */
  public UndoStore undos() {
    return undos;
  }

  /**
   * What one transaction writes of an operation.
   *
   * @param operation its public id
   * @param asked how many items the whole operation has
   * @param refused how many items beside these were found wrong
   * @param drafts at most {@link #MOST_ROWS}, all of this effect; none where all are wrong
   */
  public record Share(
      String operation, Effect effect, int asked, int refused, List<EntryDraft> drafts) {
    public Share {
      drafts = List.copyOf(drafts);
      if (drafts.size() > MOST_ROWS) {
        throw new IllegalArgumentException(drafts.size() + " rows are too many at once");
      }
    }
  }

  /**
   * Makes or strengthens the entries, as {@link EntryStore#put} does one after the other; the first
   * share makes the operation. Fails with {@link ValueProtected} if one of them may not be, and
   * writes none then: {@link #protecting} tells which.
   *
   * @return one for each draft, in their order
   */
  public Future<List<EntryWrite>> put(Session session, Share share) {
    Organisation organisation = session.organisation();
    JsonArray asked = asked(organisation, share.drafts());
    Statement put =
        Statement.of(
            PUT,
            organisation.id(),
            share.operation(),
            share.effect().word(),
            share.asked(),
            share.refused(),
            asked);
    return session
        .runInBulk(put)
        .map(found -> writes(organisation, found))
        .onSuccess(writes -> rows.add(writes.size()));
  }

  /**
   * The drafts that may not be banned, by their places from 0 on, each with the public id of what
   * protects it.
   */
  public Future<Map<Integer, String>> protecting(Session session, List<EntryDraft> drafts) {
    Organisation organisation = session.organisation();
    return session
        .run(Statement.of(PROTECTING, organisation.id(), asked(organisation, drafts)))
        .map(
            found -> {
              Map<Integer, String> by = new HashMap<>();
              found.forEach(row -> by.put(row.getInteger("place") - 1, row.getString("protected")));
              return by;
            });
  }

  private static JsonArray asked(Organisation organisation, List<EntryDraft> drafts) {
    JsonArray asked = new JsonArray();
    drafts.forEach(draft -> asked.add(EntryRows.asked(organisation, draft)));
    return asked;
  }

  /** One operation. */
  public Future<Optional<Operation>> find(Organisation organisation, String publicId) {
    Statement find =
        Statement.of(SELECT + " AND o.public_id = $2::text", organisation.id(), publicId);
    return database
        .session(organisation, Actor.SYSTEM)
        .run(find)
        .map(found -> operations(found).stream().findFirst());
  }

  /**
   * Operations, newest first.
   *
   * @param beforeId only ids below this; {@link Long#MAX_VALUE} for the first page
   */
  public Future<List<Operation>> list(Organisation organisation, long beforeId, int limit) {
    Statement page =
        Statement.of(
            SELECT + " AND o.id < $2::bigint ORDER BY o.id DESC LIMIT $3::int",
            organisation.id(),
            beforeId,
            limit);
    return database.session(organisation, Actor.SYSTEM).run(page).map(OperationStore::operations);
  }

  /** How many rows this node has put in bulk since it started. */
  public long rows() {
    return rows.sum();
  }

  private static List<EntryWrite> writes(Organisation organisation, RowSet<Row> found) {
    EntryWrite[] writes = new EntryWrite[found.size()];
    for (Row row : found) {
      writes[row.getInteger("place") - 1] = EntryRows.write(organisation, row);
    }
    return List.of(writes);
  }

  private static List<Operation> operations(RowSet<Row> found) {
    List<Operation> operations = new ArrayList<>(found.size());
    for (Row row : found) {
      operations.add(
          new Operation(
              row.getLong("id"),
              row.getString("public_id"),
              row.getString("kind"),
              Effect.of(row.getString("effect")),
              row.getOffsetDateTime("created_at").toInstant(),
              row.getString("created_by"),
              row.getString("reason"),
              row.getString("undoes"),
              row.getString("undone_by"),
              new Operation.Counts(
                  row.getInteger("asked"),
                  row.getInteger("created"),
                  row.getInteger("extended"),
                  row.getInteger("unchanged"),
                  row.getInteger("refused"),
                  row.getInteger("lifted"),
                  row.getInteger("taken_back"),
                  row.getInteger("left_alone"))));
    }
    return operations;
  }
}
