package io.ringfence.store;

import java.util.ArrayList;
import java.util.List;

/** Builds the SQL of a preview out of fixed pieces; what is asked for is always a parameter. */
final class PreviewQuery {
  private final List<Object> parameters = new ArrayList<>();

  /** The place of one more parameter, {@code $3}. */
  String place(Object parameter) {
    parameters.add(parameter);
    return "$" + parameters.size();
  }

  /** The condition by which an index finds values; empty for all. */
  String found(Reach reach, String column) {
    return reach.found() == null
        ? ""
        : " AND " + String.format(reach.found(), column, place(reach.foundBy()));
  }

  /** The condition that found ones are looked through by. */
  String kept(Reach reach, String column) {
    return reach.kept() == null
        ? "true"
        : String.format(reach.kept(), column, place(reach.keptBy()));
  }

  Statement of(String sql) {
    return Statement.of(sql, parameters.toArray());
  }
}
