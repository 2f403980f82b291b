package io.ringfence.store;

import io.ringfence.audit.AuditRow;
import io.ringfence.audit.Head;
import io.ringfence.domain.Actor;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The audit, read in short statements. Futures fail with {@link DatabaseUnavailable} or {@link
 * DatabaseFailed}.
 */
public final class AuditStore {
  /** Whose audit has what concerns no organisation: nodes, shared accounts. */
  public static final Organisation NONE =
      new Organisation(0, "none", "none", "none", 0, "US", Policies.NONE, false);

  private static final String HEAD =
      "SELECT h.seq, encode(h.hash, 'hex') AS hash, "
          + micros("l.at")
          + " FROM ringfence.audit_head h LEFT JOIN ringfence.audit_log l"
          + " ON l.organisation_id = h.organisation_id AND l.seq = h.seq"
          + " WHERE h.organisation_id = $1::int";

  private final Database database;

  public AuditStore(Database database) {
    this.database = database;
  }

  /** The rows before one, newest first; {@link Long#MAX_VALUE} begins at the newest. */
  public Future<AuditPage> newest(
      Organisation organisation, AuditFilter filter, long before, int limit) {
    return page(organisation, filter, new AuditQuery(organisation, filter, before, false), limit);
  }

  /** The rows after one, oldest first; {@link Long#MIN_VALUE} begins at the oldest. */
  public Future<AuditPage> oldest(
      Organisation organisation, AuditFilter filter, long after, int limit) {
    return page(organisation, filter, new AuditQuery(organisation, filter, after, true), limit);
  }

  /** Where the chain stands. */
  public Future<Head> head(Organisation organisation) {
    return read(organisation, Statement.of(HEAD, organisation.id()))
        .map(
            rows ->
                rows.size() == 0
                    ? Head.empty(organisation.id())
                    : head(organisation.id(), rows.iterator().next()));
  }

  private Future<AuditPage> page(
      Organisation organisation, AuditFilter filter, AuditQuery query, int limit) {
    return read(organisation, query.page(limit))
        .compose(
            found -> {
              List<AuditRow> rows = rows(organisation.id(), found);
              if (rows.size() == limit) {
                return Future.succeededFuture(new AuditPage(rows, rows.get(limit - 1).seq()));
              }
              return AuditQuery.isSearch(filter)
                  ? read(organisation, query.edge()).map(edge -> new AuditPage(rows, last(edge)))
                  : Future.succeededFuture(new AuditPage(rows, null));
            });
  }

  private Future<RowSet<Row>> read(Organisation organisation, Statement statement) {
    return database.session(organisation, Actor.SYSTEM).run(statement);
  }

  private static Long last(RowSet<Row> edge) {
    return edge.size() == 0 ? null : edge.iterator().next().getLong("seq");
  }

  private static List<AuditRow> rows(int chain, RowSet<Row> found) {
    List<AuditRow> rows = new ArrayList<>(found.size());
    for (Row row : found) {
      rows.add(row(chain, row));
    }
    return rows;
  }

  private static AuditRow row(int chain, Row row) {
    String salt = row.getString("salt");
    return new AuditRow(
        chain,
        row.getLong("seq"),
        time(row.getLong("micros")),
        row.getString("action"),
        row.getString("actor"),
        row.getString("actor_key"),
        row.getString("address"),
        row.getString("request_id"),
        row.getString("target"),
        salt == null ? null : new AuditRow.Detail(salt, row.getString("detail")),
        row.getString("detail_hash"),
        row.getString("previous_hash"),
        row.getString("hash"));
  }

  private static Head head(int chain, Row row) {
    Long micros = row.getLong("micros");
    return new Head(
        chain, row.getLong("seq"), row.getString("hash"), micros == null ? null : time(micros));
  }

  static String micros(String column) {
    return "CASE WHEN isfinite("
        + column
        + ") THEN floor(extract(epoch FROM "
        + column
        + ") * 1000000)::bigint END AS micros";
  }

  /** A row whose time somebody set to infinity is shown as of the end of time, and is broken. */
  private static Instant time(Long micros) {
    return Instant.EPOCH.plus(micros == null ? Long.MAX_VALUE : micros, ChronoUnit.MICROS);
  }
}
