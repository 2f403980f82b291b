package io.ringfence.store;

/**
 * PostgreSQL refused a statement: a fault of this program, or data that it should have refused
 * earlier. Says where, and never with what: messages of the server quote values.
 */
public final class DatabaseFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;
  private final String constraint;

  /**
   * @param constraint the one that was violated, or null
   */
  DatabaseFailed(String sqlState, String where, String constraint) {
    super("PostgreSQL refused a statement: SQLSTATE " + sqlState + where);
    this.sqlState = sqlState;
    this.constraint = constraint;
  }

  /** Five characters, as PostgreSQL's appendix A lists them. */
  public String sqlState() {
    return sqlState;
  }

  /** Whether this constraint of the tables refused it. */
  public boolean violates(String name) {
    return name.equals(constraint);
  }
}
