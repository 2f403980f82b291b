package io.ringfence.doctor;

import io.ringfence.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The node's own directory: whether it can be written, has room, and keeps its secrets. */
public final class DataDirCheck implements Check {
  private static final long MIB = 1L << 20;

  /** A snapshot of a few million entries, with the one that it replaces. */
  private static final long LEAST_MIB = 200;

  private static final List<String> SECRET = List.of("secrets.key", "admin-key", "signing-key");

  private final Vertx vertx;
  private final Path dir;
  private final int spoolMb;

  public DataDirCheck(Vertx vertx, GatewayConfig config) {
    this.vertx = vertx;
    this.dir = config.node().dataDir();
    this.spoolMb = config.records().spoolMb();
  }

  @Override
  public String name() {
    return "data_dir";
  }

  @Override
  public Future<List<Finding>> look() {
    return vertx.executeBlocking(this::findings);
  }

  private List<Finding> findings() {
    if (!Files.exists(dir)) {
      return List.of(
          Finding.warn(
              name(),
              dir + " is not there",
              "The first start makes it. If the node has run before, data.dir is another: a new"
                  + " secrets.key would open nothing that was sealed."));
    }
    List<Finding> all = new ArrayList<>();
    all.add(writable());
    all.add(room());
    all.add(nodeId());
    all.add(secrets());
    return all;
  }

  private Finding writable() {
    try {
      Files.delete(Files.createTempFile(dir, "doctor", null));
      return Finding.ok(name(), dir + " can be written");
    } catch (IOException unwritable) {
      return Finding.fail(
          name(),
          dir + " cannot be written: " + unwritable.getMessage(),
          "Give the directory to the user that the gateway runs as; without it no gateway starts.");
    }
  }

  private Finding room() {
    String name = "data_dir_space";
    try {
      long free = Files.getFileStore(dir).getUsableSpace() / MIB;
      String found = free + " MiB free under " + dir;
      if (free < LEAST_MIB) {
        return Finding.fail(
            name, found, "Make room: neither the list nor call records can be kept.");
      }
      return free < LEAST_MIB + spoolMb
          ? Finding.warn(
              name,
              found,
              "While the database is away up to records.spool_mb = " + spoolMb + " MiB are kept.")
          : Finding.ok(name, found);
    } catch (IOException unknown) {
      return Finding.skipped(name, unknown.getMessage());
    }
  }

  private Finding nodeId() {
    String name = "node_id";
    Path file = dir.resolve("node-id");
    if (!Files.exists(file)) {
      return Finding.ok(name, "none yet; the first start makes one");
    }
    try {
      String id = Files.readString(file).strip();
      return id.matches("[0-9a-f]{32}")
          ? Finding.ok(name, id)
          : Finding.fail(name, file + " holds no id", "Delete it; the next start makes another.");
    } catch (IOException unreadable) {
      return Finding.fail(name, file + " cannot be read", "Give it to the gateway's user.");
    }
  }

  private Finding secrets() {
    String name = "secret_files";
    List<String> open = new ArrayList<>();
    Stream.concat(SECRET.stream().map(dir::resolve), attached().stream())
        .filter(Files::exists)
        .filter(file -> !OnlyOwner.may(file))
        .forEach(file -> open.add(file.toString()));
    return open.isEmpty()
        ? Finding.ok(name, "for their owner only")
        : Finding.warn(
            name,
            "others may read " + String.join(", ", open),
            "chmod 600 " + String.join(" ", open));
  }

  private List<Path> attached() {
    Path kept = dir.resolve("telnyx");
    if (!Files.isDirectory(kept)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(kept)) {
      return files.toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
