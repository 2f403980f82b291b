package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Organisation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections. A node that loads millions of entries does it on connections and an event loop
 * of its own and keeps nobody from writing; and one more connection has no other use than to tell
 * the other nodes that this one lives.
 *
 * <p>Every future fails with {@link DatabaseUnavailable} or {@link DatabaseFailed} and nothing else
 * of the SQL client's.
 */
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int WRITERS = 8;
  private static final int LOADERS = 2;
  private static final int PATIENCE_S = 5;

  /** Longer than a statement may run: what became of many rows is to be known. */
  private static final int BULK_PATIENCE_S = 20;

  private static final int TRIES = 3;

  /** Coming back at once it would take the lock before the other, who waits for it, wakes. */
  private static final long BACK_OFF_MS = 50;

  /** Signs of life are late after so long, and worth nothing. */
  private static final int SIGNS_PATIENCE_S = 2;

  private final Vertx vertx;
  private final DatabaseAddress address;
  private final Pool writing;
  private final Pool signs;
  private volatile Pool loading;

  private Database(Vertx vertx, DatabaseAddress address) {
    this.vertx = vertx;
    this.address = address;
    this.writing = Pools.of(vertx, address.connectOptions(), WRITERS);
    this.loading = Pools.forLoading(vertx, address.connectOptions(), LOADERS);
    this.signs = Pools.forSigns(vertx, address.connectOptions());
  }

  /** Makes the pools; connects when first used. */
  public static Database open(Vertx vertx, DatabaseAddress address) {
    return new Database(vertx, address);
  }

  /** Whose rows are read or written through it, and by whom. */
  public Session session(Organisation organisation, Actor actor) {
    return Session.of(this, organisation, actor);
  }

  /** One statement in a transaction of its own, in a single round trip. */
  Future<RowSet<Row>> atOnce(Statement role, Statement statement) {
    return answered(() -> writing.withConnection(c -> atOnce(c, role, statement)));
  }

  /** The same for a statement that writes many rows and may take its time. */
  Future<RowSet<Row>> inBulk(Statement role, Statement statement) {
    return answered(() -> writing.withConnection(c -> atOnce(c, role, statement)), BULK_PATIENCE_S);
  }

  /** As the login role, which sees every organisation. */
  <T> Future<T> write(Actor actor, Function<SqlConnection, Future<T>> work) {
    return transaction(Session.role(actor), work);
  }

  /** One statement as the login role, on a connection and event loop of the loader's. */
  Future<RowSet<Row>> read(Statement statement) {
    return answered(() -> statement.on(loading));
  }

  /** The connections that one load reads over to its end: after {@link #renewLoading} it fails. */
  Reading reading() {
    return new Reading(loading, Pools.DEAD_AFTER_S);
  }

  /** One short statement of a node about the nodes, on a connection that nothing else holds up. */
  Future<RowSet<Row>> tell(Statement statement) {
    return statement.on(signs).timeout(SIGNS_PATIENCE_S, TimeUnit.SECONDS).recover(Failures::typed);
  }

  /**
   * Some statements on one connection that see one moment, sent without waiting in between; as the
   * login role.
   */
  Future<List<RowSet<Row>>> readTogether(List<Statement> statements) {
    return answered(() -> loading.withConnection(c -> together(c, statements)));
  }

  private static Future<List<RowSet<Row>>> together(
      SqlConnection connection, List<Statement> statements) {
    List<Future<RowSet<Row>>> sent = new ArrayList<>();
    sent.add(connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute());
    statements.forEach(statement -> sent.add(statement.on(connection)));
    sent.add(connection.query("COMMIT").execute());
    return Future.join(sent)
        .transform(
            ended ->
                firstFailure(sent)
                    .map(Future::<List<RowSet<Row>>>failedFuture)
                    .orElseGet(() -> Future.succeededFuture(answers(sent))));
  }

  private static List<RowSet<Row>> answers(List<Future<RowSet<Row>>> sent) {
    return sent.subList(1, sent.size() - 1).stream().map(Future::result).toList();
  }

  /**
   * From now on what is read is read over new connections. The old ones are closed when nobody can
   * be waiting for one of them any more.
   */
  void renewLoading() {
    Pool old = loading;
    loading = Pools.forLoading(vertx, address.connectOptions(), LOADERS);
    vertx
        .timer(PATIENCE_S, TimeUnit.SECONDS)
        .compose(later -> old.close())
        .onFailure(failure -> LOG.debug("closing the old connections", failure));
  }

  Vertx vertx() {
    return vertx;
  }

  DatabaseAddress address() {
    return address;
  }

  public Future<Void> close() {
    return Future.join(writing.close(), loading.close(), signs.close()).mapEmpty();
  }

  /** Some work in one transaction; it commits if the work's future succeeds. */
  <T> Future<T> transaction(Statement role, Function<SqlConnection, Future<T>> work) {
    return answered(() -> writing.withConnection(c -> stepByStep(c, role, work)));
  }

  private Future<RowSet<Row>> begin(SqlConnection connection) {
    return connection.query(address.begin()).execute();
  }

  private <T> Future<T> stepByStep(
      SqlConnection connection, Statement role, Function<SqlConnection, Future<T>> work) {
    Future<RowSet<Row>> begun = begin(connection);
    return Future.all(begun, role.on(connection))
        .compose(ready -> work.apply(connection))
        .compose(
            result -> connection.query("COMMIT").execute().map(result),
            failure ->
                connection
                    .query("ROLLBACK")
                    .execute()
                    .transform(ended -> Future.failedFuture(failure)));
  }

  /**
   * Sends the whole transaction without waiting for any answer. When a statement fails, those after
   * it fail too, and COMMIT ends the failed transaction by rolling it back.
   */
  private Future<RowSet<Row>> atOnce(
      SqlConnection connection, Statement role, Statement statement) {
    List<Future<RowSet<Row>>> sent =
        List.of(
            begin(connection),
            role.on(connection),
            statement.on(connection),
            connection.query("COMMIT").execute());
    // join, not all: the connection goes back only when every answer has come.
    return Future.join(sent)
        .transform(
            ended -> firstFailure(sent).map(Future::<RowSet<Row>>failedFuture).orElse(sent.get(2)));
  }

  private static Optional<Throwable> firstFailure(List<Future<RowSet<Row>>> sent) {
    return sent.stream().filter(Future::failed).findFirst().map(Future::cause);
  }

  /** Repeats what lost a deadlock, stops waiting after a while, and types the failure. */
  private <T> Future<T> answered(Supplier<Future<T>> work) {
    return answered(work, PATIENCE_S);
  }

  private <T> Future<T> answered(Supplier<Future<T>> work, int seconds) {
    return tried(work, TRIES).timeout(seconds, TimeUnit.SECONDS).recover(Failures::typed);
  }

  private <T> Future<T> tried(Supplier<Future<T>> work, int tries) {
    return work.get()
        .recover(
            failure ->
                tries > 1 && Failures.isWorthRepeating(failure)
                    ? vertx.timer(BACK_OFF_MS).compose(later -> tried(work, tries - 1))
                    : Future.failedFuture(failure));
  }
}
