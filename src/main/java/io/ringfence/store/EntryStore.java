package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryEdit;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Precondition;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list: bans and allows. Each call is one transaction and one round trip.
 *
 * <p>Futures fail with {@link DatabaseUnavailable}, then nothing can be said, or with {@link
 * DatabaseFailed}, then nothing was done.
 */
public final class EntryStore {
  private static final String PUT =
      "SELECT w.outcome, w.warnings, w.seq, w.hits, w.last_hit_at, (w.written).*"
          + " FROM ringfence.put_entry(jsonb_populate_record(NULL::ringfence.entry, $1::jsonb)) w";
  private static final String LIFT =
      "SELECT w.outcome, w.warnings, w.seq, w.hits, w.last_hit_at, (w.written).*"
          + " FROM ringfence.lift_entry($1::int, $2::text, $3::bigint, $4::text, $5::bigint[]) w";
  private static final String CHANGE =
      "SELECT w.outcome, w.warnings, w.seq, w.hits, w.last_hit_at, (w.written).*"
          + " FROM ringfence.change_entry($1::int, $2::text, $3::bigint, $4::jsonb, $5::bigint[]) w";

  private final Database database;

  public EntryStore(Database database) {
    this.database = database;
  }

  /**
   * Makes the entry, or strengthens the standing one of the same value: the later or absent end,
   * the union of the channels, in earnest over observed. It never weakens, and what is only to be
   * observed changes nothing of one in earnest. Fails with {@link ValueProtected} if the value may
   * not be banned.
   */
  public Future<EntryWrite> put(Session session, EntryDraft draft) {
    Organisation organisation = session.organisation();
    return session
        .run(Statement.of(PUT, EntryRows.asked(organisation, draft)))
        .map(rows -> EntryRows.write(organisation, rows.iterator().next()));
  }

  /** As above, in a transaction of its own. */
  public Future<EntryWrite> put(Organisation organisation, EntryDraft draft, Actor actor) {
    return put(database.session(organisation, actor), draft);
  }

  /** One entry, standing or not. */
  public Future<Optional<Entry>> find(Organisation organisation, Effect effect, long id) {
    Statement find =
        Statement.of(
            EntryRows.SELECT + " AND e.id = $2::bigint AND e.effect = $3::text",
            organisation.id(),
            id,
            effect.word());
    return database
        .session(organisation, Actor.SYSTEM)
        .run(find)
        .map(rows -> entries(organisation, rows).stream().findFirst());
  }

  /**
   * The entries that pass a filter, newest first.
   *
   * @param beforeId only ids below this; {@link Long#MAX_VALUE} for the first page
   */
  public Future<List<Entry>> list(
      Organisation organisation, EntryFilter filter, long beforeId, int limit) {
    Statement page = new EntryQuery(organisation).before(beforeId).matching(filter).page(limit);
    return database
        .session(organisation, Actor.SYSTEM)
        .run(page)
        .map(rows -> entries(organisation, rows));
  }

  /** Ends an entry; it stays as history. Unchanged where it no longer stood. */
  public Future<EntryEdit> lift(
      Session session, Effect effect, long id, String reason, Precondition expected) {
    Organisation organisation = session.organisation();
    return session
        .run(
            Statement.of(
                LIFT,
                organisation.id(),
                effect.word(),
                id,
                reason,
                EntryRows.seqs(organisation, expected)))
        .map(rows -> EntryRows.edit(organisation, rows));
  }

  /** As above, whatever its revision; empty where there is none of that effect and id. */
  public Future<Optional<EntryWrite>> lift(Session session, Effect effect, long id, String reason) {
    return lift(session, effect, id, reason, Precondition.NONE)
        .map(
            edit ->
                edit instanceof EntryEdit.Done done ? Optional.of(done.write()) : Optional.empty());
  }

  /**
   * Changes an entry that stands. It may become weaker.
   *
   * @param changes what {@link EntryRows#asked} has of its reason, note, end, channels and the
   *     like, but only what is to be changed; null takes away
   */
  public Future<EntryEdit> change(
      Session session, Effect effect, long id, JsonObject changes, Precondition expected) {
    Organisation organisation = session.organisation();
    return session
        .run(
            Statement.of(
                CHANGE,
                organisation.id(),
                effect.word(),
                id,
                changes,
                EntryRows.seqs(organisation, expected)))
        .map(rows -> EntryRows.edit(organisation, rows));
  }

  private static List<Entry> entries(Organisation organisation, RowSet<Row> rows) {
    List<Entry> entries = new ArrayList<>(rows.size());
    for (Row row : rows) {
      entries.add(EntryRows.entry(organisation, row));
    }
    return entries;
  }
}
