package io.ringfence.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Organisation;
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
  void needsNoSuperuser() {
    DatabaseAddress address = ordinary("ordinary", "GRANT ringfence_tenant TO ordinary");
    Migrations.run(address);
    try (TestStore store = new TestStore(address)) {
      Organisation organisation = store.organisation("small");

      EntryWrite write =
          TestStore.await(
              new EntryStore(store.database)
                  .put(organisation, TestStore.ban("+14155552671"), TestStore.ALICE));

      assertEquals(EntryWrite.Outcome.CREATED, write.outcome());
      assertEquals(1L, TestStore.await(new IndexSource(store.database).load(change -> {})));
    }
  }

  @Test
  void mayMakeTheTenantsRoleItself() {
    DatabaseAddress address =
        ordinary(
            "maker",
            "ALTER ROLE maker CREATEROLE",
            "GRANT ringfence_tenant TO maker WITH ADMIN OPTION",
            "REVOKE SET OPTION FOR ringfence_tenant FROM maker");

    int migrations = Migrations.run(address);

    assertTrue(migrations > 0);
  }

  @Test
  void saysWhatASuperuserMustDoOnce() {
    DatabaseAddress address = ordinary("forgotten");

    MigrationFailed failure = assertThrows(MigrationFailed.class, () -> Migrations.run(address));

    assertTrue(
        failure.getMessage().contains("GRANT ringfence_tenant TO forgotten"), failure.getMessage());
    assertEquals("beforeMigrate__tenant_role.sql, SQLSTATE 42501", failure.where());
  }

  @Test
  void saysWhichMigrationFailedAndQuotesNothing() {
    DatabaseAddress address = PostgresFixture.empty();
    try (TestStore somebody = new TestStore(address)) {
      somebody.sql("CREATE SCHEMA ringfence", "CREATE TABLE ringfence.organisation (x int)");
      somebody.sql(
          "CREATE TABLE ringfence.flyway_schema_history (installed_rank int PRIMARY KEY, version"
              + " varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script"
              + " varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL,"
              + " installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL,"
              + " success boolean NOT NULL)");
    }

    MigrationFailed failure = assertThrows(MigrationFailed.class, () -> Migrations.run(address));

    assertEquals("V0001__tables.sql, SQLSTATE 42P07", failure.where());
  }

  /** A database that belongs to a role which may do nothing else. */
  private static DatabaseAddress ordinary(String role, String... more) {
    DatabaseAddress address = PostgresFixture.empty();
    try (TestStore superuser = new TestStore(address)) {
      // Roles belong to the server, and so to every database of this run.
      superuser.sql(
          "DO $$ BEGIN CREATE ROLE "
              + role
              + " LOGIN PASSWORD 'ordinary'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
          "ALTER DATABASE " + address.database() + " OWNER TO " + role);
      superuser.sql(more);
    }
    return DatabaseAddress.parse(
        "postgresql://%s:ordinary@127.0.0.1:%d/%s"
            .formatted(role, address.port(), address.database()));
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
