package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Organisation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Reads what is kept of calls.
 *
 * <p>Futures fail as those of {@link EntryStore} do.
 */
public final class CallStore {
  private static final String REJECTED =
      "'rejected', 'already_ended', 'reject_retry', 'reject_failed'";
  private static final String FIND =
      "SELECT r.* FROM ringfence.call_record r WHERE r.organisation_id = $1::int"
          + " AND r.day = $2::date AND r.account_id = $3::int AND r.call_control_id = $4::text";

  private final Database database;

  public CallStore(Database database) {
    this.database = database;
  }

  /** Whether an outcome is one of a call that was to be rejected. */
  public static boolean isRejection(String outcome) {
    return REJECTED.contains("'" + outcome + "'");
  }

  /**
   * A page of calls, by the time they began, newest first.
   *
   * @param after the place before its first, {@link RecordPlace#BEGINNING} for the first page
   * @param now tells which days to look at first
   */
  public Future<RecordPage<RecordedCall>> list(
      Organisation organisation, CallFilter filter, RecordPlace after, int limit, Instant now) {
    return new RecordSearch<>(
            database.session(organisation, Actor.SYSTEM),
            query(organisation, filter),
            CallStore::call,
            row -> new RecordPlace(instant(row, "started_at"), row.getLong("tie")),
            limit)
        .after(after.upTo(filter.until()), Columns.day(now), Columns.dayOrNull(filter.since()));
  }

  /** One call. */
  public Future<Optional<RecordedCall>> find(
      Organisation organisation, LocalDate day, int accountId, String callControlId) {
    return database
        .session(organisation, Actor.SYSTEM)
        .run(Statement.of(FIND, organisation.id(), day, accountId, callControlId))
        .map(CallStore::first);
  }

  private static Optional<RecordedCall> first(RowSet<Row> rows) {
    return rows.stream().findFirst().map(CallStore::call);
  }

  private static RecordQuery query(Organisation organisation, CallFilter filter) {
    return new RecordQuery(
            organisation,
            "call_record",
            "started_at",
            "hashtextextended(r.call_control_id, r.account_id)")
        .indexed("r.from_number = ANY (%s::text[])", texts(filter.from()))
        .indexed("r.call_control_id = %s::text", filter.callControlId())
        .indexed("r.entry_id <> 0 AND r.entry_id = %s::bigint", filter.entry())
        .indexed("r.started_at >= %s::timestamptz", Columns.timeOrNull(filter.since()))
        .searched("r.from_raw = %s::text", filter.raw())
        .searched("r.to_number = ANY (%s::text[])", texts(filter.to()))
        .searched(
            "r.line_id = (SELECT l.id FROM ringfence.line l WHERE l.public_id = %s::text)",
            filter.line())
        .searched("(r.outcome IN (" + REJECTED + ")) = %s::boolean", filter.rejected())
        .searched("r.outcome = %s::text", filter.outcome())
        .searched("r.reason = %s::text", filter.reason())
        .searched("r.observed = %s::boolean", filter.observed());
  }

  private static String[] texts(List<String> some) {
    return some == null ? null : some.toArray(String[]::new);
  }

  static RecordedCall call(Row row) {
    return new RecordedCall(
        row.getLocalDate("day"),
        row.getInteger("account_id"),
        row.getString("call_control_id"),
        row.getInteger("line_id"),
        instant(row, "started_at"),
        instant(row, "decided_at"),
        row.getString("from_number"),
        row.getString("from_raw"),
        row.getString("caller_id"),
        row.getString("to_number"),
        row.getString("connection_id"),
        row.getString("reason"),
        row.getLong("entry_id"),
        row.getBoolean("observed"),
        row.getString("outcome"),
        row.getString("detail"),
        row.getString("attestation"),
        row.getInteger("deliveries"));
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
