package io.ringfence.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server process that a data directory says it has. */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final int PATIENCE_S = 10;

  private Postmaster() {}

  /**
   * Stops a server that outlived its gateway, and removes the note of one that is gone: PostgreSQL
   * itself refuses to start while the number in it belongs to any process at all, as in a container
   * it soon does.
   *
   * @throws IllegalStateException if the server does not stop
   */
  static void stopLeftOver(Path data) throws IOException {
    Path note = data.resolve("postmaster.pid");
    if (!Files.exists(note)) {
      return;
    }
    Optional<ProcessHandle> running = process(note).filter(process -> serves(process, data));
    if (running.isPresent()) {
      LOG.warn("PostgreSQL (process {}) outlived its gateway and is stopped", running.get().pid());
      stop(running.get());
    }
    Files.deleteIfExists(note);
  }

  private static Optional<ProcessHandle> process(Path note) throws IOException {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readAllLines(note).get(0).strip()));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** A postmaster works in its data directory; where that cannot be seen, its name must do. */
  private static boolean serves(ProcessHandle process, Path data) {
    Path cwd = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      return Files.readSymbolicLink(cwd).equals(data.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      return process.info().command().filter(name -> name.contains("postgres")).isPresent();
    }
  }

  private static void stop(ProcessHandle process) throws IOException {
    // Fast, then immediate shutdown: both leave data that the next start recovers.
    if (!signalled(process, "INT") && !signalled(process, "QUIT")) {
      throw new IllegalStateException(
          "PostgreSQL (process " + process.pid() + ") outlived its gateway and does not stop");
    }
  }

  private static boolean signalled(ProcessHandle process, String signal) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      process.onExit().get(PATIENCE_S, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
