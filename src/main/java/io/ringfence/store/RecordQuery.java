package io.ringfence.store;

import io.ringfence.domain.Organisation;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the SQL of a part of a list of records out of fixed pieces; what was asked for is a
 * parameter.
 */
final class RecordQuery {
  /**
   * A search looks through so many rows a statement. There is no index for each thing one may
   * search by, since every one would make every write slower; so a rare thing is found by going
   * along the list, in statements that are each short.
   */
  static final int WINDOW = 20_000;

  private final String table;
  private final String at;
  private final String tie;
  private final StringBuilder indexed = new StringBuilder();
  private final StringBuilder others = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  /**
   * @param at the column of the moment that makes a record's day
   * @param tie an expression on {@code r}, the record
   */
  RecordQuery(Organisation organisation, String table, String at, String tie) {
    this.table = table;
    this.at = at;
    this.tie = tie;
    parameters.add(organisation.id());
  }

  /** Asks for something that an index leads to; nothing if the parameter is null. */
  RecordQuery indexed(String condition, Object parameter) {
    return add(indexed, condition, parameter);
  }

  /** Asks for something that rows are looked through for; nothing if the parameter is null. */
  RecordQuery searched(String condition, Object parameter) {
    return add(others, condition, parameter);
  }

  private RecordQuery add(StringBuilder conditions, String condition, Object parameter) {
    if (parameter != null) {
      parameters.add(parameter);
      conditions.append(" AND ").append(String.format(condition, "$" + parameters.size()));
    }
    return this;
  }

  /** Days, each with a partition of its own; null leaves an end open. */
  record Days(LocalDate oldest, LocalDate newest) {}

  /**
   * Some of the days' records after a place. The column {@code is_edge} is true for the row that
   * the search came to, if it came to its bound.
   */
  Statement part(RecordPlace after, Days days, int limit) {
    List<Object> all = new ArrayList<>(parameters);
    boolean search = !others.isEmpty();
    String moment = place(all, Columns.time(after.at())) + "::timestamptz";
    StringBuilder looked =
        new StringBuilder("WITH looked AS MATERIALIZED (SELECT r.*, ")
            .append(tie)
            .append(" AS tie FROM ringfence.")
            .append(table)
            .append(" r WHERE r.organisation_id = $1::int")
            .append(indexed)
            .append(
                String.format(
                    " AND r.%s <= %s AND (r.%s, %s) < (%s, ", at, moment, at, tie, moment))
            .append(place(all, after.tie()))
            .append("::bigint)");
    if (days.oldest() != null) {
      looked.append(" AND r.day >= ").append(place(all, days.oldest())).append("::date");
    }
    if (days.newest() != null) {
      looked.append(" AND r.day <= ").append(place(all, days.newest())).append("::date");
    }
    String order = " ORDER BY r." + at + " DESC, tie DESC";
    looked.append(order).append(" LIMIT ").append(search ? WINDOW : limit).append(')');
    looked.append(" (SELECT r.*, false AS is_edge FROM looked r WHERE true").append(others);
    looked.append(order).append(" LIMIT ").append(place(all, limit)).append("::int)");
    if (search) {
      looked.append(" UNION ALL (SELECT r.*, true FROM looked r").append(order);
      looked.append(" LIMIT 1 OFFSET ").append(WINDOW - 1).append(')');
    }
    return Statement.of(looked.toString(), all.toArray());
  }

  private static String place(List<Object> all, Object parameter) {
    all.add(parameter);
    return "$" + all.size();
  }
}
