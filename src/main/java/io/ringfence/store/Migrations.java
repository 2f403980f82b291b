package io.ringfence.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;

/**
 * Brings the schema {@code ringfence} to this version. Blocks: call it on a worker thread. Nodes
 * that start together wait for each other.
 */
public final class Migrations {
  private static final String SCHEMA = "ringfence";
  private static final String WHERE = "classpath:io/ringfence/store/migration";

  private Migrations() {}

  /**
   * Runs what has not run yet. A database that a later version has migrated is left as it is.
   *
   * @return how many migrations ran
   * @throws DatabaseUnavailable if PostgreSQL cannot be reached
   * @throws MigrationFailed if a migration failed, saying which and why
   */
  public static int run(DatabaseAddress address) {
    return tried(address, flyway -> flyway.migrate().migrationsExecuted);
  }

  /**
   * How many of this version's have not run yet; of those of a later version it says nothing.
   *
   * @throws DatabaseUnavailable if PostgreSQL cannot be reached
   * @throws MigrationFailed if it cannot be told
   */
  public static int pending(DatabaseAddress address) {
    return tried(address, flyway -> flyway.info().pending().length);
  }

  private static int tried(DatabaseAddress address, ToIntFunction<Flyway> work) {
    Map<String, String> properties = new HashMap<>();
    address
        .jdbcProperties()
        .forEach((name, value) -> properties.put((String) name, (String) value));
    try {
      return work.applyAsInt(
          Flyway.configure()
              .loggers(QuietFlyway.class.getName())
              .dataSource(address.jdbcUrl(), address.user(), address.password())
              .jdbcProperties(properties)
              .schemas(SCHEMA)
              .locations(WHERE)
              .placeholderReplacement(false)
              .cleanDisabled(true)
              .load());
    } catch (FlywaySqlUnableToConnectToDbException e) {
      throw new DatabaseUnavailable(
          "PostgreSQL cannot be reached at " + address + ": " + reason(e), e);
    } catch (FlywayException e) {
      throw new MigrationFailed(e);
    }
  }

  /**
   * What the server or the driver said: a refused connection, a wrong password, no such database.
   */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    String said = String.valueOf(cause.getMessage());
    return said.contains("unsupported startup parameter")
        ? said + " (behind a pooler in transaction mode the address needs ?pooler=transaction)"
        : said;
  }
}
