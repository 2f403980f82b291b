package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Holder;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.PastEntry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads what an explanation shows. Every look-up is by an index, however long the list is.
 *
 * <p>Futures fail as those of {@link EntryStore} do.
 */
public final class ExplainStore {
  private static final String BY_ID = EntryRows.SELECT + " AND e.id = ANY ($2::bigint[])";

  private static final String AT =
      "SELECT v.*, v.entry_id AS id, coalesce(h.hits, 0) AS hits, h.last_hit_at"
          + " FROM ringfence.entries_at($1::int, $2::text[], $3::text[], $4::timestamptz) v"
          + " LEFT JOIN ringfence.entry_hit h"
          + " ON h.organisation_id = v.organisation_id AND h.entry_id = v.entry_id"
          + " ORDER BY v.entry_id";

  private static final String BEGINNING =
      "SELECT created_at FROM ringfence.organisation WHERE id = $1::int";

  private static final String CALL =
      "SELECT c.* FROM ringfence.call_record c"
          + " WHERE c.organisation_id = $1::int AND c.call_control_id = $2::text"
          + " ORDER BY c.started_at DESC LIMIT 1";

  private final Database database;

  public ExplainStore(Database database) {
    this.database = database;
  }

  /** These entries, standing or not; those that are not there are left out. */
  public Future<List<Entry>> entries(Organisation organisation, Collection<Long> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(List.of())
        : run(organisation, Statement.of(BY_ID, organisation.id(), ids.toArray(Long[]::new)))
            .map(rows -> rows.stream().map(row -> EntryRows.entry(organisation, row)).toList());
  }

  /** When the organisation was made: there is no history before. */
  public Future<Instant> beginning(Organisation organisation) {
    return run(organisation, Statement.of(BEGINNING, organisation.id()))
        .map(rows -> EntryRows.instant(rows.iterator().next(), "created_at"));
  }

  /** The entries that stood on some values at a moment, by id; those past their end too. */
  public Future<List<PastEntry>> at(
      Organisation organisation, List<Holder> values, Instant moment) {
    String[] kinds = values.stream().map(value -> value.kind().word()).toArray(String[]::new);
    String[] texts = values.stream().map(Holder::value).toArray(String[]::new);
    return run(
            organisation, Statement.of(AT, organisation.id(), kinds, texts, EntryRows.time(moment)))
        .map(rows -> past(organisation, rows));
  }

  private static List<PastEntry> past(Organisation organisation, RowSet<Row> rows) {
    List<PastEntry> past = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Entry entry = EntryRows.entry(organisation, row);
      long until = entry.until() == null ? EntryState.NEVER : entry.until().toEpochMilli();
      past.add(
          new PastEntry(
              entry,
              new EntryState(
                  entry.id(), entry.effect(), until, entry.observe(), entry.channels())));
    }
    return past;
  }

  /** A call by Telnyx's id; the latest, should several accounts have one of that id. */
  public Future<Optional<RecordedCall>> call(Organisation organisation, String callControlId) {
    return run(organisation, Statement.of(CALL, organisation.id(), callControlId))
        .map(rows -> rows.stream().findFirst().map(CallStore::call));
  }

  private Future<RowSet<Row>> run(Organisation organisation, Statement statement) {
    return database.session(organisation, Actor.SYSTEM).run(statement);
  }
}
