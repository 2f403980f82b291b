package io.ringfence.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class MigrationsIT {
  @Test
  void migratesAnEmptyDatabaseOnce() {
    DatabaseAddress address = PostgresFixture.empty();

    int first = Migrations.run(address);

    assertTrue(first > 0);
    assertEquals(0, Migrations.run(address));
  }

  @Test
  void letsPlainSqlFindTheTables() throws SQLException {
    DatabaseAddress address = PostgresFixture.empty();

    Migrations.run(address);

    try (Connection connection = PostgresFixture.connect(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM change_head")) {
      rows.next();
      assertEquals(16, rows.getInt(1));
    }
  }

  /**
   * Before any statistics were gathered, and with a plan that is kept: as right after installing.
   */
  @Test
  void looksUpAValueWithoutReadingTheWholeList() throws SQLException {
    DatabaseAddress address = PostgresFixture.empty();
    Migrations.run(address);

    try (Connection connection = PostgresFixture.connect(address);
        Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = force_generic_plan");
      statement.execute(
          "PREPARE look(int, text, text) AS SELECT * FROM ringfence.entry"
              + " WHERE organisation_id = $1 AND kind = $2 AND value = $3 AND standing");
      ResultSet plan = statement.executeQuery("EXPLAIN EXECUTE look(1, 'phone', '+1')");
      plan.next();
      assertTrue(plan.getString(1).contains("using entry_standing"), plan.getString(1));
      plan.next();
      assertTrue(plan.getString(1).contains("value = $3"), plan.getString(1));
    }
  }

  @Test
  void saysThatThePasswordIsWrongWithoutSayingIt() {
    DatabaseAddress address = PostgresFixture.empty();
    DatabaseAddress wrong =
        DatabaseAddress.parse(
            "postgresql://postgres:hunter2@127.0.0.1:" + address.port() + "/" + address.database());

    DatabaseUnavailable failure =
        assertThrows(DatabaseUnavailable.class, () -> Migrations.run(wrong));

    assertTrue(failure.getMessage().contains("password authentication failed"));
    assertFalse(failure.getMessage().contains("hunter2"));
  }

  @Test
  void saysThatTheServerCannotBeReached() {
    DatabaseAddress nowhere = DatabaseAddress.parse("postgresql://me:secret@127.0.0.1:1/none");

    DatabaseUnavailable failure =
        assertThrows(DatabaseUnavailable.class, () -> Migrations.run(nowhere));

    assertTrue(failure.getMessage().contains("127.0.0.1:1"));
  }
}
