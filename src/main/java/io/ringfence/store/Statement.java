package io.ringfence.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/**
 * SQL and its parameters, apart as they always are.
 *
 * @param sql with {@code $1}, {@code $2}…, each cast to its type
 */
record Statement(String sql, Tuple parameters) {
  static Statement of(String sql, Object... parameters) {
    return new Statement(sql, Tuple.wrap(parameters));
  }

  Future<RowSet<Row>> on(SqlClient client) {
    return client.preparedQuery(sql).execute(parameters);
  }
}
