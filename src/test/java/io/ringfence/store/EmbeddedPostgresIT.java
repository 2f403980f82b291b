package io.ringfence.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresIT {
  @TempDir Path data;

  private static String query(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = PostgresFixture.connect(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void execute(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = PostgresFixture.connect(address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void keepsItsDataOverARestart() throws SQLException {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(data)) {
      execute(first.address(), "CREATE TABLE kept AS SELECT 'still here' AS said");
    }

    try (EmbeddedPostgres second = EmbeddedPostgres.start(data)) {
      assertEquals("still here", query(second.address(), "SELECT said FROM kept"));
    }
  }

  @Test
  void waitsForTheDiskAndListensOnlyHere() throws SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(data)) {
      DatabaseAddress address = server.address();

      assertEquals("on", query(address, "SHOW fsync"));
      assertEquals("on", query(address, "SHOW synchronous_commit"));
      assertEquals("127.0.0.1", query(address, "SHOW listen_addresses"));
      assertEquals("", query(address, "SHOW unix_socket_directories"));
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(data)) {
      DatabaseAddress guess =
          DatabaseAddress.parse(
              "postgresql://postgres:guess@127.0.0.1:" + server.address().port() + "/postgres");

      SQLException refusal = assertThrows(SQLException.class, () -> query(guess, "SELECT 1"));

      assertEquals("28P01", refusal.getSQLState());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(data.resolve("postgres/password"))));
      assertFalse(server.address().toString().contains(server.address().password()));
    }
  }

  @Test
  void refusesASecondGatewayOnTheSameDirectory() {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(data)) {

      IllegalStateException refusal =
          assertThrows(IllegalStateException.class, () -> EmbeddedPostgres.start(data));

      assertTrue(refusal.getMessage().contains("another gateway runs on"), refusal.getMessage());
      assertTrue(server.address().port() > 0);
    }
  }

  @Test
  void stopsTheServerOfAGatewayThatWasKilled() throws Exception {
    Process gateway = gateway();
    long left =
        Long.parseLong(Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).get(0));
    gateway.destroyForcibly().waitFor();
    assertTrue(ProcessHandle.of(left).isPresent());

    try (EmbeddedPostgres server = EmbeddedPostgres.start(data)) {

      assertEquals("1", query(server.address(), "SELECT 1"));
      assertFalse(ProcessHandle.of(left).isPresent());
    }
  }

  private Process gateway() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                GatewayToKill.class.getName(),
                data.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith("started on")) {
        return process;
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("it did not start:\n" + all);
  }

  /** In a container the number of a dead server soon belongs to somebody else. */
  @Test
  void isNotFooledByTheNumberOfAnotherProcess() throws IOException, SQLException {
    EmbeddedPostgres.start(data).close();
    Files.writeString(
        data.resolve("postgres/data/postmaster.pid"), ProcessHandle.current().pid() + "\n");

    try (EmbeddedPostgres server = EmbeddedPostgres.start(data)) {
      assertEquals("1", query(server.address(), "SELECT 1"));
    }
  }

  @Test
  void beginsAgainWhereTheFirstStartWasCutShort() throws IOException, SQLException {
    Path cluster = Files.createDirectories(data.resolve("postgres/data"));
    Files.writeString(cluster.resolve("postgresql.conf"), "");
    Files.writeString(data.resolve("postgres/unfinished"), "");

    try (EmbeddedPostgres server = EmbeddedPostgres.start(data)) {
      assertEquals("1", query(server.address(), "SELECT 1"));
    }
  }

  @Test
  void touchesNoDataWhosePasswordIsMissing() throws IOException {
    EmbeddedPostgres.start(data).close();
    Files.delete(data.resolve("postgres/password"));

    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> EmbeddedPostgres.start(data));

    assertTrue(refusal.getMessage().contains("password is missing"), refusal.getMessage());
    assertTrue(Files.exists(data.resolve("postgres/data/PG_VERSION")));
  }
}
