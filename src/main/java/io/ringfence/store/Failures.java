package io.ringfence.store;

import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Makes the few failures of this room out of the SQL client's many. */
final class Failures {
  /**
   * Connection, login, no such database, resources, lock timeout and a database closed to
   * connections, operator intervention, system error: PostgreSQL's appendix A.
   */
  private static final Set<String> UNAVAILABLE_CLASSES =
      Set.of("08", "28", "3D", "53", "55", "57", "58");

  private static final String READ_ONLY = "25006";
  private static final String PROTOCOL = "08P01";
  private static final String CANCELED = "57014";
  private static final String IDLE_IN_TRANSACTION = "25P03";

  /** Ours: what protects the value stands in place of a constraint. */
  private static final String PROTECTED = "RF001";

  /** Deadlock, serialization failure, and a cached plan that a migration made invalid. */
  private static final Set<String> WORTH_REPEATING = Set.of("40P01", "40001", "0A000");

  private Failures() {}

  static boolean isWorthRepeating(Throwable failure) {
    return failure instanceof PgException e && WORTH_REPEATING.contains(e.getSqlState());
  }

  static <T> Future<T> typed(Throwable failure) {
    return Future.failedFuture(of(failure));
  }

  static Throwable of(Throwable failure) {
    if (failure instanceof PgException e) {
      return of(e);
    }
    if (failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof ClosedConnectionException
        || failure instanceof ConnectionPoolTooBusyException) {
      return new DatabaseUnavailable("PostgreSQL cannot be reached", failure);
    }
    // Of the client itself; its message may quote a parameter.
    if (failure instanceof VertxException) {
      boolean mistyped = String.valueOf(failure.getMessage()).startsWith("Parameter at position");
      return mistyped
          ? new DatabaseFailed("22000", " before it was sent", null)
          : new DatabaseUnavailable("the connection to PostgreSQL failed", failure);
    }
    return failure;
  }

  private static Throwable of(PgException failure) {
    String state = failure.getSqlState() == null ? "XX000" : failure.getSqlState();
    if (state.equals(PROTOCOL)) {
      return new DatabaseUnavailable(
          "PostgreSQL refuses the connection: SQLSTATE 08P01; behind a pooler in transaction mode"
              + " the address needs ?pooler=transaction",
          null);
    }
    if (state.equals(CANCELED)) {
      return new TookTooLong();
    }
    if (UNAVAILABLE_CLASSES.contains(state.substring(0, 2))
        || state.equals(READ_ONLY)
        || state.equals(IDLE_IN_TRANSACTION)) {
      return new DatabaseUnavailable("PostgreSQL is not available: SQLSTATE " + state, null);
    }
    String constraint = failure.getConstraint();
    if (state.equals(PROTECTED)) {
      return new ValueProtected(constraint);
    }
    return new DatabaseFailed(
        state, constraint == null ? "" : ", constraint " + constraint, constraint);
  }
}
