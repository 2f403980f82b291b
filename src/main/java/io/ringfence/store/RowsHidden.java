package io.ringfence.store;

/** The login that reads is bound by row-level security: it would load nothing, and think it all. */
public final class RowsHidden extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  RowsHidden(String login) {
    super(
        "row-level security hides the tables from "
            + login
            + ": log in as the role that owns the schema ringfence");
  }
}
