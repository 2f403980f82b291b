package io.ringfence.store;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;

/**
 * The schema could not be brought to this version. Its message is the server's own words, for the
 * log; {@link #where()} quotes nothing of the server's and may be shown to anybody.
 */
public final class MigrationFailed extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String where;

  MigrationFailed(FlywayException failure) {
    super("the database cannot be migrated: " + failure.getMessage(), failure);
    this.where = where(failure);
  }

  /** Which migration, and its SQLSTATE: as in "V0005__publishing_entries.sql, SQLSTATE 42501". */
  public String where() {
    return where;
  }

  private static String where(Throwable failure) {
    String script = "a step outside the migrations";
    String state = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FlywayMigrateException migrating && migrating.getMigration() != null) {
        script = migrating.getMigration().getScript();
      } else if (cause instanceof FlywaySqlScriptException running) {
        script = running.getResource().getFilename();
      } else if (cause instanceof FlywayValidateException) {
        script = "migrations that ran before are not this version's";
      } else if (cause instanceof SQLException refused && refused.getSQLState() != null) {
        state = ", SQLSTATE " + refused.getSQLState();
      }
    }
    return script.substring(script.lastIndexOf('/') + 1) + state;
  }
}
