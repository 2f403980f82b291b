package io.ringfence.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One real PostgreSQL for all tests of a JVM, and as many databases on it as are asked for. Its
 * binaries are kept under {@code target}, so that they are unpacked once.
 */
public final class PostgresFixture {
  private static final Path DIRECTORY = Path.of("target", "postgres-fixture");
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
    begin();
    server = EmbeddedPostgres.start(DIRECTORY);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    execute("CREATE DATABASE " + TEMPLATE);
    Migrations.run(server.address().withDatabase(TEMPLATE));
  }

  /**
   * Removes what an earlier run left: to recover a hundred databases of one that was killed takes
   * longer than to make a cluster.
   */
  private static void begin() {
    try {
      Cluster cluster = Cluster.in(DIRECTORY);
      FileChannel mine = cluster.lock();
      try {
        Postmaster.stopLeftOver(cluster.data());
        delete(cluster.data());
        Files.deleteIfExists(cluster.data().resolveSibling("password"));
      } finally {
        mine.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
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
