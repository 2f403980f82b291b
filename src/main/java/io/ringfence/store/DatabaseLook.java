package io.ringfence.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Looks at a PostgreSQL over connections of its own, beside whoever works with it, and writes
 * nothing. Fails as {@link Database} does.
 */
public final class DatabaseLook {
  private static final int PATIENCE_S = 10;
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final long BELL_S = 3;

  /** The catalog only: what the login may not look into would fail as a whole. */
  private static final String FACTS =
      """
      WITH schema AS (SELECT oid, nspowner FROM pg_catalog.pg_namespace WHERE nspname = 'ringfence'),
      entry AS (SELECT c.oid FROM pg_catalog.pg_class c JOIN schema s ON c.relnamespace = s.oid
                WHERE c.relname = 'entry')
      SELECT
        pg_catalog.clock_timestamp() AT TIME ZONE 'UTC' AS now,
        pg_catalog.current_setting('server_version_num')::integer AS version,
        pg_catalog.pg_is_in_recovery() AS standby,
        pg_catalog.current_setting('fsync') = 'on' AS fsync,
        pg_catalog.current_setting('full_page_writes') = 'on' AS full_page_writes,
        pg_catalog.current_setting('synchronous_commit') AS synchronous_commit,
        pg_catalog.current_setting('max_connections')::integer
          - pg_catalog.current_setting('superuser_reserved_connections')::integer AS most,
        (SELECT sum(numbackends) FROM pg_catalog.pg_stat_database)::integer AS used,
        role.rolconnlimit AS of_login,
        role.rolname::text AS login,
        EXISTS (SELECT FROM schema) AS schema,
        coalesce((SELECT pg_catalog.pg_has_role(nspowner, 'USAGE') FROM schema), false) AS owns,
        pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create,
        pg_catalog.to_regrole('ringfence_tenant') IS NOT NULL AS tenant,
        coalesce(
          pg_catalog.pg_has_role(pg_catalog.to_regrole('ringfence_tenant')::oid, 'MEMBER'),
          role.rolcreaterole OR role.rolsuper) AS may_be_tenant,
        coalesce((SELECT pg_catalog.row_security_active(oid) FROM entry), false) AS hidden,
        pg_catalog.current_setting('synchronous_standby_names') AS standbys,
        CASE WHEN role.rolsuper OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
          THEN (SELECT count(*) FROM pg_catalog.pg_stat_replication
                WHERE sync_state IN ('sync', 'quorum'))::integer END AS in_step
      FROM pg_catalog.pg_roles role WHERE role.rolname = current_user
      """;

  private static final String UPSTREAMS =
      """
      SELECT DISTINCT upstream_url, 'upstream_url' = ANY (managed_fields) AS managed
      FROM ringfence.line WHERE upstream_url IS NOT NULL ORDER BY 1 LIMIT $1
      """;

  private final Vertx vertx;
  private final DatabaseAddress address;

  /** An upstream of a line, and whether configuration owns it. */
  public record LineUpstream(String url, boolean managed) {}

  public DatabaseLook(Vertx vertx, DatabaseAddress address) {
    this.vertx = vertx;
    this.address = address;
  }

  /**
   * @param clock this machine's
   */
  public Future<DatabaseFacts> facts(InstantSource clock) {
    return connected(
        connection -> {
          Instant asked = clock.instant();
          return connection
              .query(FACTS)
              .execute()
              .map(
                  rows -> {
                    Duration half = Duration.between(asked, clock.instant()).dividedBy(2);
                    return facts(rows.iterator().next(), asked.plus(half));
                  });
        });
  }

  private static DatabaseFacts facts(Row row, Instant here) {
    return new DatabaseFacts(
        row.getInteger("version"),
        row.getBoolean("standby"),
        row.getBoolean("fsync"),
        row.getBoolean("full_page_writes"),
        row.getString("synchronous_commit"),
        new DatabaseFacts.Connections(
            row.getInteger("most"), row.getInteger("used"), row.getInteger("of_login")),
        new DatabaseFacts.Login(
            row.getString("login"),
            row.getBoolean("schema"),
            row.getBoolean("owns"),
            row.getBoolean("may_create"),
            row.getBoolean("tenant"),
            row.getBoolean("may_be_tenant"),
            row.getBoolean("hidden")),
        row.getString("standbys"),
        row.getInteger("in_step"),
        Duration.between(here, row.getLocalDateTime("now").toInstant(ZoneOffset.UTC)));
  }

  /**
   * Whether what one connection tells another hears: behind a pooler that gives each transaction
   * another connection it does not. On a channel that nobody else listens to.
   */
  public Future<Boolean> hearsTheBell() {
    byte[] random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    String channel = "ringfence_doctor_" + HexFormat.of().formatHex(random);
    return connected(
        listening -> {
          Promise<Boolean> heard = Promise.promise();
          listening.notificationHandler(told -> heard.tryComplete(true));
          return listening
              .query("LISTEN " + channel)
              .execute()
              .compose(ready -> tell(channel))
              .compose(
                  told ->
                      heard.future().timeout(BELL_S, TimeUnit.SECONDS).otherwise(Boolean.FALSE));
        });
  }

  /** A notification is a commit, and one that waits for a standby which is away waits for ever. */
  private Future<Void> tell(String channel) {
    return connected(
        other ->
            other
                .query("BEGIN; SET LOCAL synchronous_commit = off; NOTIFY " + channel + "; COMMIT")
                .execute()
                .mapEmpty());
  }

  /** Where lines send their calls, of very many the first. */
  public Future<List<LineUpstream>> upstreams(int most) {
    return connected(
        connection ->
            connection
                .preparedQuery(UPSTREAMS)
                .execute(Tuple.of(most))
                .map(
                    rows -> {
                      List<LineUpstream> all = new ArrayList<>();
                      rows.forEach(
                          row -> all.add(new LineUpstream(row.getString(0), row.getBoolean(1))));
                      return all;
                    }));
  }

  private <T> Future<T> connected(Function<PgConnection, Future<T>> work) {
    PgConnectOptions options = address.connectOptions();
    return PgConnection.connect(vertx, options)
        .timeout(CONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .compose(
            connection ->
                Future.succeededFuture(connection)
                    .compose(work)
                    .timeout(PATIENCE_S, TimeUnit.SECONDS)
                    .transform(done -> connection.close().transform(closed -> settled(done))))
        .recover(Failures::typed);
  }

  private static <T> Future<T> settled(io.vertx.core.AsyncResult<T> done) {
    return done.succeeded()
        ? Future.succeededFuture(done.result())
        : Future.failedFuture(done.cause());
  }
}
