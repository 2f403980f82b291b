package io.ringfence.ops;

import io.vertx.core.json.JsonArray;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The file {@code observe}: what is braked, and what the audit has yet to be told. */
final class BrakeFile {
  private final Path file;
  private final Path draft;

  record Kept(List<BrakeScope> scopes, List<BrakeStep> untold) {
    static final Kept NOTHING = new Kept(List.of(), List.of());

    Kept {
      scopes = List.copyOf(scopes);
      untold = List.copyOf(untold);
    }
  }

  BrakeFile(Path directory) {
    this.file = directory.resolve("observe");
    this.draft = directory.resolve("observe.new");
  }

  /**
   * @throws IOException if there is a file and it cannot be read
   */
  Kept read() throws IOException {
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      return new Kept(
          list(json.getJsonArray("scopes"), BrakeScope::of),
          list(json.getJsonArray("untold"), BrakeStep::of));
    } catch (NoSuchFileException absent) {
      return Kept.NOTHING;
    } catch (RuntimeException notOurs) {
      throw new IOException(file + " makes no sense", notOurs);
    }
  }

  /** Replaces the file, or removes it when there is nothing to keep; whole or not at all. */
  void write(Kept kept) throws IOException {
    Files.deleteIfExists(draft);
    if (kept.equals(Kept.NOTHING)) {
      Files.deleteIfExists(file);
      return;
    }
    JsonObject json =
        new JsonObject()
            .put("scopes", new JsonArray(kept.scopes().stream().map(BrakeScope::kept).toList()))
            .put("untold", new JsonArray(kept.untold().stream().map(BrakeStep::json).toList()));
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer text =
          ByteBuffer.wrap((json.encodePrettily() + "\n").getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static <T> List<T> list(JsonArray array, Function<JsonObject, T> read) {
    List<T> list = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      list.add(read.apply(array.getJsonObject(i)));
    }
    return list;
  }
}
