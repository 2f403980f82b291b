package io.ringfence.cli;

import io.ringfence.telnyx.WebhookSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/**
 * What an application's webhooks were before a gateway was put before it. In a file and not in the
 * database: the way out has to be open while the gateway and its database are what is broken.
 *
 * @param line the line that was made or changed for it, by its id; null for none
 * @param lineMade whether it was made and not only changed
 * @param lineUpstream what its upstream was before it was changed, or null
 */
record SavedWebhooks(
    String application,
    Instant at,
    WebhookSettings before,
    WebhookSettings after,
    String line,
    boolean lineMade,
    String lineUpstream) {

  SavedWebhooks withLine(String id, boolean made, String upstream) {
    return new SavedWebhooks(application, at, before, after, id, made, upstream);
  }

  static Path file(Path dataDir, String application) {
    return dataDir.resolve("telnyx").resolve("application-" + application + ".json");
  }

  /**
   * Null if nothing is saved.
   *
   * @throws CommandFailed if what is there cannot be read: it may be all that is known
   */
  static SavedWebhooks find(Path dataDir, String application) {
    Path file = file(dataDir, application);
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      JsonObject line = json.getJsonObject("line", new JsonObject());
      return new SavedWebhooks(
          json.getString("application"),
          Instant.parse(json.getString("at")),
          WebhookSettings.of(json.getJsonObject("before")),
          WebhookSettings.of(json.getJsonObject("after")),
          line.getString("id"),
          line.getBoolean("made", false),
          line.getString("upstream"));
    } catch (NoSuchFileException none) {
      return null;
    } catch (IOException | RuntimeException unreadable) {
      throw new CommandFailed(
          ExitCode.FAILED,
          file + " cannot be read: move it away if it is of no use any more; nothing was changed");
    }
  }

  /**
   * On the disk, for its owner only, and whole, when this returns.
   *
   * @throws CommandFailed if it cannot be
   */
  void keep(Path dataDir) {
    Path file = file(dataDir, application);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.getParent(), only("rwx------"));
      Files.deleteIfExists(draft);
      try (FileChannel channel =
          FileChannel.open(
              draft,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              only("rw-------"))) {
        ByteBuffer text =
            ByteBuffer.wrap((json().encodePrettily() + "\n").getBytes(StandardCharsets.UTF_8));
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(file.getParent())) {
        directory.force(true);
      }
    } catch (IOException unwritable) {
      throw new CommandFailed(
          ExitCode.FAILED, file + " cannot be written (" + unwritable.getMessage() + ")");
    }
  }

  /**
   * When what it holds is in force again.
   *
   * @return whether it is gone
   */
  boolean remove(Path dataDir) {
    try {
      Files.deleteIfExists(file(dataDir, application));
      return true;
    } catch (IOException kept) {
      return false;
    }
  }

  private static FileAttribute<?> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("application", application)
            .put("at", at.toString())
            .put("before", before.toJson())
            .put("after", after.toJson());
    return line == null
        ? json
        : json.put(
            "line",
            new JsonObject().put("id", line).put("made", lineMade).put("upstream", lineUpstream));
  }
}
