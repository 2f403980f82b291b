package io.ringfence.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of the embedded PostgreSQL: its data, its binaries, its password and its lock. */
final class Cluster {
  private static final int PASSWORD_BYTES = 24;

  private final Path root;
  private String password;

  private Cluster(Path root) {
    this.root = root;
  }

  static Cluster in(Path dataDir) throws IOException {
    Path root = dataDir.toAbsolutePath().resolve("postgres");
    Files.createDirectories(root);
    Cluster cluster = new Cluster(root.toRealPath());
    Path kept = cluster.passwordFile();
    cluster.password = Files.exists(kept) ? Files.readString(kept).strip() : null;
    return cluster;
  }

  /**
   * Held for as long as the gateway lives; the system frees it even after kill -9.
   *
   * @throws IllegalStateException if another gateway holds it
   */
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new IllegalStateException(
          "another gateway runs on " + root.getParent() + ": give this one a data.dir of its own");
    }
    return channel;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * Clears away what a first start left that was killed half-way. Data whose first start was
   * completed is never touched, even if its password is missing.
   */
  void prepare() throws IOException {
    if (Files.exists(unfinished())) {
      delete(data());
    } else if (Files.exists(data()) && password == null) {
      throw new IllegalStateException(passwordFile() + " is missing; the data is in " + data());
    }
    if (!Files.exists(data())) {
      Files.writeString(unfinished(), "The first start has not been completed yet.\n");
    }
    Files.createDirectories(work());
    Files.createDirectories(binaries());
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

  boolean hasPassword() {
    return password != null;
  }

  String password() {
    return password;
  }

  void choosePassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    password = HexFormat.of().formatHex(random);
  }

  /** The server knows the password by now; from here on it asks everybody for it. */
  void keepPassword() {
    try {
      Path fresh = root.resolve("password.new");
      Files.deleteIfExists(fresh);
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(fresh, password);
      Files.move(fresh, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
      demandPassword();
      Files.deleteIfExists(unfinished());
    } catch (IOException e) {
      throw new UncheckedIOException("the password of PostgreSQL cannot be kept", e);
    }
  }

  /** Until a password is chosen, in the moments after the very first start, none is asked for. */
  void demandPassword() {
    if (password == null) {
      return;
    }
    try {
      Files.write(
          data().resolve("pg_hba.conf"),
          List.of("# Written at every start.", "host all all 127.0.0.1/32 scram-sha-256"));
    } catch (IOException e) {
      throw new UncheckedIOException("pg_hba.conf cannot be written", e);
    }
  }

  /** The library's own are for tests: it turns off both fsync and waiting for it. */
  Map<String, String> settings() {
    return Map.of(
        "fsync", "on",
        "synchronous_commit", "on",
        "max_connections", "60",
        "listen_addresses", "127.0.0.1",
        "unix_socket_directories", "",
        // Messages quote values, and a value is somebody's number.
        "log_error_verbosity", "terse",
        "log_min_error_statement", "panic",
        "logging_collector", "on",
        "log_filename", "server-%a.log",
        "log_truncate_on_rotation", "on");
  }

  Path data() {
    return root.resolve("data");
  }

  Path binaries() {
    return root.resolve("binaries");
  }

  Path work() {
    return root.resolve("work");
  }

  Path startLog() {
    return root.resolve("start.log");
  }

  private Path passwordFile() {
    return root.resolve("password");
  }

  private Path unfinished() {
    return root.resolve("unfinished");
  }
}
