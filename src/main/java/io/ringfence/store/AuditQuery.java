package io.ringfence.store;

import io.ringfence.domain.Organisation;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Builds the SQL of a page of the audit out of fixed pieces; what was asked for is a parameter. */
final class AuditQuery {
  /**
   * A search looks through so many rows a statement. There is no index for each thing one may
   * search by, since every one would make every write slower; so a rare thing is found by going
   * along the chain, in statements that are each short.
   */
  static final int WINDOW = 20_000;

  private static final String COLUMNS =
      "SELECT l.seq, "
          + AuditStore.micros("l.at")
          + ", l.action, l.actor, l.actor_key, l.address, l.request_id, l.target,"
          + " encode(l.detail_hash, 'hex') AS detail_hash,"
          + " encode(l.previous_hash, 'hex') AS previous_hash, encode(l.hash, 'hex') AS hash,"
          + " encode(d.salt, 'hex') AS salt, d.detail::text AS detail FROM (";

  private final boolean ascending;
  private final boolean window;
  private final StringBuilder sql = new StringBuilder(COLUMNS);
  private final List<Object> parameters = new ArrayList<>();

  AuditQuery(Organisation organisation, AuditFilter filter, long from, boolean ascending) {
    this.ascending = ascending;
    this.window = isSearch(filter);
    parameters.add(organisation.id());
    parameters.add(from);
    sql.append("SELECT * FROM ").append(rows());
    if (window) {
      sql.append(" LIMIT ").append(WINDOW);
    }
    sql.append(") l LEFT JOIN ringfence.audit_detail d")
        .append(" ON d.organisation_id = l.organisation_id AND d.seq = l.seq WHERE true");
    and("l.action = %s::text", filter.action());
    and("l.actor = %s::text", filter.actor());
    and("l.target = %s::text", filter.target());
    and("l.actor_key = %s::text", filter.key());
    and("l.request_id = %s::text", filter.requestId());
    and("l.at >= %s::timestamptz", time(filter.from()));
    and("l.at < %s::timestamptz", time(filter.to()));
  }

  /** Whether rows are passed over, and no index leads to the others. */
  static boolean isSearch(AuditFilter filter) {
    return filter.target() == null && !filter.equals(AuditFilter.ALL);
  }

  Statement page(int limit) {
    parameters.add(limit);
    String page = sql + " ORDER BY l.seq" + direction() + " LIMIT $" + parameters.size() + "::int";
    return Statement.of(page, parameters.toArray());
  }

  /** The last row that a search has looked at, if there may be more behind it. */
  Statement edge() {
    return Statement.of(
        "SELECT seq FROM " + rows() + " LIMIT 1 OFFSET " + (WINDOW - 1),
        parameters.get(0),
        parameters.get(1));
  }

  private String rows() {
    return "ringfence.audit_log WHERE organisation_id = $1::int AND seq "
        + (ascending ? ">" : "<")
        + " $2::bigint ORDER BY seq"
        + direction();
  }

  private String direction() {
    return ascending ? "" : " DESC";
  }

  private void and(String condition, Object parameter) {
    if (parameter != null) {
      parameters.add(parameter);
      sql.append(" AND ").append(String.format(condition, "$" + parameters.size()));
    }
  }

  private static Object time(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }
}
