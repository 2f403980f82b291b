package io.ringfence.store;

import io.vertx.pgclient.SslMode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A PostgreSQL of a test's own, to be killed, stopped, restarted and copied; with the schema in it.
 */
public final class TestServer implements AutoCloseable {
  private static final Path ROOT = Path.of("target", "postgres-servers").toAbsolutePath();
  private static final String DATABASE = "ringfence";

  private final Path data;
  private int port = FreePort.any();
  private final List<String> settings;
  private Process postmaster;

  private TestServer(Path data, String... settings) {
    this.data = data;
    this.settings = List.of(settings);
  }

  /**
   * A fresh one.
   *
   * @param settings as in {@code fsync=off}, over those that all have
   */
  public static TestServer start(String... settings) {
    TestServer server = new TestServer(copy(template()), settings);
    server.runAnywhere();
    return server;
  }

  /** Somebody may take the port before the server does. */
  private void runAnywhere() {
    for (int tries = 3; ; tries--) {
      try {
        run();
        return;
      } catch (AssertionError failed) {
        if (tries == 1 || postmaster.isAlive()) {
          throw failed;
        }
        port = FreePort.any();
      }
    }
  }

  public DatabaseAddress address() {
    return address(DATABASE);
  }

  private DatabaseAddress address(String database) {
    return new DatabaseAddress(
        "127.0.0.1", port, "postgres", null, database, SslMode.DISABLE, null);
  }

  /** A streaming standby of this server, which is stopped and started for it. */
  public TestServer standby() {
    shutDown();
    TestServer standby = new TestServer(copy(data));
    run();
    try {
      Files.createFile(standby.data.resolve("standby.signal"));
      Files.writeString(
          standby.data.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\n",
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    standby.runAnywhere();
    return standby;
  }

  /** Ends every process of it at once, as a power cut does. */
  public void kill() {
    // Stopped it starts no process that would be missed and hold up the next start.
    signal("STOP", postmaster.toHandle());
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(TestServer::awaitEnd);
  }

  /** Makes a standby a server that writes, and waits until it is one. */
  public void promote() {
    query("SELECT pg_promote(true, 60)");
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (query("SELECT pg_is_in_recovery()").equals("t")) {
      if (System.nanoTime() > until) {
        throw new AssertionError("the standby stays one");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** From now on a standby receives nothing more: what its primary commits, it will lack. */
  public void stopReceiving() {
    query("ALTER SYSTEM SET primary_conninfo = ''");
    query("SELECT pg_reload_conf()");
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!query("SELECT count(*) FROM pg_stat_wal_receiver").equals("0")) {
      if (System.nanoTime() > until) {
        throw new AssertionError("the standby goes on receiving");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Stops every process where it is: connections stay, nothing answers. */
  public void freeze() {
    signalAll("STOP");
  }

  public void thaw() {
    signalAll("CONT");
  }

  /** Starts it again after {@link #kill}, at the same port, and waits until it has recovered. */
  public void restart() {
    run();
  }

  @Override
  public void close() {
    if (postmaster.isAlive()) {
      kill();
    }
    delete(data.getParent());
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // In a container nobody may reap an orphan: killed it is all the same.
      if (process.isAlive() && process.info().command().isPresent()) {
        throw new AssertionError("PostgreSQL does not die", e);
      }
    }
  }

  private List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(List.of(postmaster.toHandle()));
    postmaster.descendants().forEach(all::add);
    return all;
  }

  /** The postmaster first: a stopped one starts no process that would be missed. */
  private void signalAll(String name) {
    signal(name, postmaster.toHandle());
    postmaster.descendants().forEach(process -> signal(name, process));
  }

  private static void signal(String name, ProcessHandle process) {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    try {
      run(command);
    } catch (AssertionError failed) {
      // A backend whose client has gone ends by itself, also between being seen and being
      // signalled.
      if (process.isAlive()) {
        throw failed;
      }
    }
  }

  private void shutDown() {
    signal("INT", postmaster.toHandle());
    try {
      if (!postmaster.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("PostgreSQL does not stop");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void run() {
    List<String> command = asNobody(binary("postgres"));
    command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=60",
            "shared_buffers=16MB",
            "fsync=on",
            "hot_standby=on")) {
      command.addAll(List.of("-c", setting));
    }
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    File log = data.resolveSibling("log").toFile();
    try {
      postmaster =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitStart();
  }

  private void awaitStart() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!answers()) {
      if (!postmaster.isAlive() || System.nanoTime() > until) {
        throw new AssertionError("PostgreSQL does not start: see " + data.resolveSibling("log"));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private boolean answers() {
    try {
      return Path.of(ask("SHOW data_directory")).equals(data);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /**
   * One value, or none of a statement without a result, as a superuser has it; not of the schema.
   */
  public String query(String sql) {
    try {
      return ask(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private String ask(String sql) throws SQLException {
    DatabaseAddress any = address("postgres");
    try (Connection connection = DriverManager.getConnection(any.jdbcUrl(), any.jdbcProperties());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /** Made once a run, since the migrations may have changed since the last. */
  private static synchronized Path template() {
    Path template = ROOT.resolve("template-" + ProcessHandle.current().pid());
    Path made = template.resolve("data");
    if (Files.exists(made.resolve("PG_VERSION"))) {
      return made;
    }
    delete(ROOT);
    create(template);
    List<String> command = asNobody(binary("initdb"));
    command.addAll(List.of("-D", made.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8"));
    command.addAll(List.of("--locale=C", "--no-sync"));
    run(command);
    TestServer server = new TestServer(made);
    server.runAnywhere();
    server.query("CREATE DATABASE " + DATABASE);
    Migrations.run(server.address());
    server.shutDown();
    return made;
  }

  private static Path copy(Path from) {
    try {
      create(ROOT);
      Path to = Files.createTempDirectory(ROOT, "server").resolve("data");
      run(List.of("cp", "-a", from.toString(), to.toString()));
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody. */
  private static List<String> asNobody(Path binary) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binary.toString());
    return command;
  }

  private static Path binary(String name) {
    // The fixture unpacks them.
    PostgresFixture.empty();
    Path unpacked = Path.of("target", "postgres-fixture", "postgres", "binaries").toAbsolutePath();
    try (Stream<Path> versions = Files.list(unpacked)) {
      return versions
          .map(version -> version.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .findAny()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
