package io.ringfence.store;

/** A statement was given up, as it lasted longer than it may. */
public final class TookTooLong extends DatabaseUnavailable {
  private static final long serialVersionUID = 1L;

  TookTooLong() {
    super("PostgreSQL gave up a statement that lasted too long: SQLSTATE 57014", null);
  }
}
