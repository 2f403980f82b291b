package io.ringfence.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One real PostgreSQL for all tests of a JVM, and as many databases on it as are asked for. Kept
 * under {@code target}, so that it is unpacked and initialised once.
 */
public final class PostgresFixture {
  private static final String TEMPLATE = "migrated";
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedPostgres server;

  private PostgresFixture() {}

  /** A fresh database with the schema in it. */
  public static synchronized DatabaseAddress migrated() {
    start();
    return create("TEMPLATE " + TEMPLATE);
  }

  /** A fresh database with nothing in it. */
  public static synchronized DatabaseAddress empty() {
    start();
    return create("");
  }

  /** Plain JDBC, as somebody in psql has it, at a database of this fixture. */
  public static Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(address.jdbcUrl(), address.jdbcProperties());
  }

  private static DatabaseAddress create(String options) {
    String name = "test_" + COUNT.incrementAndGet();
    execute("CREATE DATABASE " + name + " " + options);
    // A migration gives this to the role in its own database, and a copy does not inherit it.
    execute("ALTER DATABASE " + name + " SET search_path = \"$user\", public, ringfence");
    return server.address().withDatabase(name);
  }

  private static void start() {
    if (server != null) {
      return;
    }
    server = EmbeddedPostgres.start(Path.of("target", "postgres-fixture"));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    for (String left : leftOver()) {
      execute("DROP DATABASE " + left + " WITH (FORCE)");
    }
    execute("CREATE DATABASE " + TEMPLATE);
    Migrations.run(server.address().withDatabase(TEMPLATE));
  }

  private static List<String> leftOver() {
    try (Connection connection = connect(server.address());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT datname FROM pg_database WHERE datname = 'migrated' OR datname LIKE 'test\\_%'")) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(String sql) {
    try (Connection connection = connect(server.address());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
