package io.ringfence.store;

import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A real PostgreSQL of this gateway's own, under {@code <data dir>/postgres}, for whoever has none
 * yet. It listens on 127.0.0.1 only, at a port of its choice, asks for a password that lies beside
 * its data, and keeps the data.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String DATABASE = "ringfence";

  /**
   * After a crash PostgreSQL first sees every file onto the disk, and only then recovers: on a slow
   * disk that takes minutes. Given up half-way it would begin again at each start and never end.
   */
  private static final Duration START = Duration.ofMinutes(5);

  private final Cluster cluster;
  private final FileChannel lock;
  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

  private EmbeddedPostgres(
      Cluster cluster,
      FileChannel lock,
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
    this.cluster = cluster;
    this.lock = lock;
    this.server = server;
  }

  /**
   * Starts the server and makes the database at the first start. Blocks, some seconds at the first
   * start and one afterwards: call it on a worker thread.
   *
   * @throws IllegalStateException if another gateway uses the directory, or PostgreSQL does not
   *     start
   */
  public static EmbeddedPostgres start(Path dataDir) {
    try {
      Cluster cluster = Cluster.in(dataDir);
      FileChannel lock = cluster.lock();
      try {
        return start(cluster, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot be started under " + dataDir, e);
    }
  }

  private static EmbeddedPostgres start(Cluster cluster, FileChannel lock) throws IOException {
    // A gateway that was killed leaves its server running. The lock is ours, so nobody uses it.
    Postmaster.stopLeftOver(cluster.data());
    cluster.prepare();
    EmbeddedPostgres embedded = new EmbeddedPostgres(cluster, lock, server(cluster));
    try {
      embedded.settle();
    } catch (SQLException | RuntimeException e) {
      embedded.server.close();
      throw new IllegalStateException("PostgreSQL under " + cluster.data() + " cannot be used", e);
    }
    return embedded;
  }

  private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres server(Cluster cluster)
      throws IOException {
    // The library makes this directory whether it is needed or not; by default under /tmp.
    System.setProperty("ot.epg.working-dir", cluster.work().toString());
    var builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setDataDirectory(cluster.data())
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(cluster.binaries().toFile())
            .setRegisterShutdownHook(false)
            .setDataDirectoryCustomizer(data -> cluster.demandPassword())
            .setOutputRedirector(Redirect.to(cluster.startLog().toFile()))
            .setErrorRedirector(Redirect.to(cluster.startLog().toFile()))
            .setPGStartupWait(START)
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("locale-provider", "builtin")
            .setLocaleConfig("builtin-locale", "C.UTF-8");
    cluster.settings().forEach(builder::setServerConfig);
    if (cluster.hasPassword()) {
      builder.setConnectConfig("password", cluster.password());
    }
    try {
      return builder.start();
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          "PostgreSQL does not start, see " + cluster.startLog() + " and " + cluster.data(), e);
    }
  }

  private void settle() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      refuseStranger(statement);
      if (!exists(statement, "SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
      if (!cluster.hasPassword()) {
        cluster.choosePassword();
        statement.execute("ALTER ROLE postgres PASSWORD '" + cluster.password() + "'");
        cluster.keepPassword();
        statement.execute("SELECT pg_reload_conf()");
      }
    }
  }

  /** A server that took the port in between would look like a start that succeeded. */
  private void refuseStranger(Statement statement) throws SQLException {
    try (ResultSet answer = statement.executeQuery("SHOW data_directory")) {
      answer.next();
      Path theirs = Path.of(answer.getString(1));
      if (!theirs.equals(cluster.data())) {
        throw new IllegalStateException("another PostgreSQL has port " + server.getPort());
      }
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet answer = statement.executeQuery(query)) {
      return answer.next();
    }
  }

  /** How to log in, as the owner of everything in it. */
  public DatabaseAddress address() {
    return new DatabaseAddress(
        "127.0.0.1",
        server.getPort(),
        "postgres",
        cluster.password(),
        DATABASE,
        SslMode.DISABLE,
        null);
  }

  /** Stops the server; what was committed is on disk. Blocks for a moment. */
  @Override
  public void close() {
    try {
      server.close();
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL could not be stopped", e);
    }
  }
}
