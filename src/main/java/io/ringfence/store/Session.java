package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Organisation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;

/**
 * Whose rows are read or written, and by whom. By itself each statement is a transaction of its own
 * in a single round trip, under row-level security; {@link #together} makes several one.
 */
public final class Session {
  private static final String AS =
      "SELECT set_config('role', $1::text, true),"
          + " set_config('ringfence.organisation', $2::text, true),"
          + " set_config('ringfence.actor', $3::text, true),"
          + " set_config('ringfence.actor_key', $4::text, true),"
          + " set_config('ringfence.address', $5::text, true),"
          + " set_config('ringfence.request_id', $6::text, true),"
          + " set_config('ringfence.wait', $7::text, true)";

  private final Database database;
  private final As as;
  private final SqlConnection open;

  private Session(Database database, As as, SqlConnection open) {
    this.database = database;
    this.as = as;
    this.open = open;
  }

  static Session of(Database database, Organisation organisation, Actor actor) {
    return new Session(database, new As(organisation, actor, false, false), null);
  }

  public Organisation organisation() {
    return as.organisation;
  }

  /** The same; each node that applies what is written through it tells so at once. */
  public Session awaited() {
    return new Session(database, new As(as.organisation, as.actor, true, as.everywhere), open);
  }

  /** The same by the login role, which row-level security does not bind. */
  public Session everywhere() {
    return new Session(database, new As(as.organisation, as.actor, as.awaited, true), open);
  }

  /**
   * Runs what some work does as one transaction, and commits if its future succeeds. Deadlocks are
   * tried again: the work may run more than once.
   */
  public <T> Future<T> together(Function<Session, Future<T>> work) {
    return open != null
        ? work.apply(this)
        : database.transaction(role(), c -> work.apply(new Session(database, as, c)));
  }

  Future<RowSet<Row>> run(Statement statement) {
    if (open == null) {
      return database.atOnce(role(), statement);
    }
    // Another session of the same transaction may have had another role.
    List<Future<RowSet<Row>>> sent = List.of(role().on(open), statement.on(open));
    return Future.join(sent).compose(both -> sent.get(1));
  }

  /** The same for a statement that writes many rows and may take its time. */
  Future<RowSet<Row>> runInBulk(Statement statement) {
    return open == null ? database.inBulk(role(), statement) : run(statement);
  }

  Statement role() {
    return as.statement();
  }

  /** What a transaction of the login role that is about no organisation begins with. */
  static Statement role(Actor actor) {
    return new As(null, actor, false, true).statement();
  }

  /**
   * @param organisation or null for none
   * @param everywhere as the login role
   */
  private record As(Organisation organisation, Actor actor, boolean awaited, boolean everywhere) {
    Statement statement() {
      return Statement.of(
          AS,
          everywhere ? "none" : "ringfence_tenant",
          organisation == null ? null : Integer.toString(organisation.id()),
          actor.name(),
          actor.key(),
          actor.address(),
          actor.requestId(),
          awaited ? "on" : "off");
    }
  }
}
