package io.ringfence.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collector;

/**
 * The connections that one load reads over to its end.
 *
 * @param patience seconds after which a statement is given up
 */
record Reading(Pool pool, int patience) {
  /**
   * Reads rows as they are decoded, all on the pool's event loop, as the login role.
   *
   * @param collector must not keep a row
   */
  <A, R> Future<R> collect(String sql, Tuple parameters, Collector<Row, A, R> collector) {
    return pool.preparedQuery(sql)
        .collecting(collector)
        .execute(parameters)
        .timeout(patience, TimeUnit.SECONDS)
        .map(SqlResult::value)
        .recover(Failures::typed);
  }
}
