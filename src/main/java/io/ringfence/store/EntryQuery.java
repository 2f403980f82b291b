package io.ringfence.store;

import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import java.util.ArrayList;
import java.util.List;

/** Builds the SQL of a list out of fixed pieces; what was asked for is always a parameter. */
final class EntryQuery {
  private final StringBuilder sql;
  private final List<Object> parameters = new ArrayList<>();

  EntryQuery(Organisation organisation) {
    this(organisation, EntryRows.SELECT);
  }

  /**
   * @param select of entries e, ending in the condition that $1 is their organisation
   */
  EntryQuery(Organisation organisation, String select) {
    sql = new StringBuilder(select);
    parameters.add(organisation.id());
  }

  EntryQuery before(long id) {
    return and("e.id < %s::bigint", id);
  }

  EntryQuery matching(EntryFilter filter) {
    if (filter.effect() != null) {
      and("e.effect = %s::text", filter.effect().word());
    }
    if (filter.kind() != null) {
      and("e.kind = %s::text", filter.kind().word());
    }
    if (filter.values() != null) {
      sql.append(" AND (false");
      filter.values().forEach(this::orValue);
      sql.append(")");
    }
    if (filter.createdBy() != null) {
      and("e.created_by = %s::text", filter.createdBy());
    }
    if (filter.source() != null) {
      and("e.source = %s::text", filter.source());
    }
    if (filter.q() != null) {
      and(
          // Of the columns some are in byte order, under which only ASCII has cases.
          "concat_ws(E'\\n', e.value, e.raw, e.reason, e.note, e.reference, e.created_by)"
              + " COLLATE \"default\" ILIKE %s::text",
          "%" + filter.q().replaceAll("[\\\\%_]", "\\\\$0") + "%");
    }
    return with(filter.status());
  }

  private EntryQuery with(EntryFilter.Status status) {
    if (status == EntryFilter.Status.ACTIVE) {
      sql.append(" AND e.standing AND (e.until IS NULL OR e.until > clock_timestamp())");
    } else if (status == EntryFilter.Status.EXPIRED) {
      sql.append(" AND e.lifted_at IS NULL AND e.until <= clock_timestamp()");
    } else if (status == EntryFilter.Status.LIFTED) {
      sql.append(" AND e.lifted_at IS NOT NULL");
    }
    return this;
  }

  Statement page(int limit) {
    parameters.add(limit);
    String page = sql + " ORDER BY e.id DESC LIMIT $" + parameters.size() + "::int";
    return Statement.of(page, parameters.toArray());
  }

  /** So many at most, whichever are found first: an order could mean to read all of a long list. */
  Statement any(int most) {
    parameters.add(most);
    return Statement.of(sql + " LIMIT $" + parameters.size() + "::int", parameters.toArray());
  }

  /** One by one, so that each is looked up in the index that has its kind first. */
  private void orValue(Kind kind, String value) {
    parameters.add(kind.word());
    parameters.add(value);
    int last = parameters.size();
    sql.append(" OR e.kind = $" + (last - 1) + "::text AND e.value = $" + last + "::text");
  }

  private EntryQuery and(String condition, Object parameter) {
    parameters.add(parameter);
    sql.append(" AND ").append(String.format(condition, "$" + parameters.size()));
    return this;
  }
}
