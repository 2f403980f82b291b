package io.ringfence.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** PgBouncer in transaction mode, with two connections for everybody. */
public final class Pgbouncer implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/sbin/pgbouncer");

  private final DatabaseAddress target;
  private final Path directory;
  private final int port;
  private final Process process;

  private Pgbouncer(DatabaseAddress target) throws IOException {
    this.target = target;
    this.directory = Files.createTempDirectory("pgbouncer");
    this.port = FreePort.any();
    Path users = directory.resolve("users.txt");
    Files.writeString(users, "\"%s\" \"%s\"\n".formatted(target.user(), target.password()));
    Path config = directory.resolve("pgbouncer.ini");
    Files.write(
        config,
        List.of(
            "[databases]",
            "* = host=127.0.0.1 port=" + target.port(),
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = " + port,
            "unix_socket_dir =",
            "auth_type = plain",
            "auth_file = " + users,
            "pool_mode = transaction",
            "default_pool_size = 2",
            "max_client_conn = 100"));
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(BINARY.toString(), config.toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
  }

  public static boolean isHere() {
    return Files.isExecutable(BINARY);
  }

  public static Pgbouncer start(DatabaseAddress target) {
    try {
      Pgbouncer pooler = new Pgbouncer(target);
      pooler.awaitStart();
      return pooler;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same database through the pooler.
   *
   * @param said whether the address says that a pooler is there
   */
  public DatabaseAddress address(boolean said) {
    return new DatabaseAddress(
        "127.0.0.1",
        port,
        target.user(),
        target.password(),
        target.database(),
        target.sslMode(),
        null,
        said);
  }

  private void awaitStart() throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new AssertionError(
            "pgbouncer does not start: " + Files.readString(directory.resolve("log")));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
