package io.ringfence.config;

import io.ringfence.domain.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** A node's own files. One running gateway holds the directory; another is refused. */
public final class DataDir implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path path;
  private final FileChannel channel;

  private DataDir(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the directory if need be and takes hold of it.
   *
   * @throws ConfigFailed if it cannot be written or another gateway holds it
   */
  public static DataDir hold(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new ConfigFailed("data.dir: another gateway is running in " + path);
      }
      return new DataDir(path, channel);
    } catch (IOException unusable) {
      throw new ConfigFailed("data.dir: " + path + " cannot be written: " + unusable.getMessage());
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  public Path path() {
    return path;
  }

  /** The configured key, or the one kept here, made at the first start. */
  public byte[] secretsKey(GatewayConfig.Secrets configured) {
    if (configured.key() != null) {
      return Base64.getDecoder().decode(configured.key().reveal());
    }
    byte[] fresh = new byte[32];
    RANDOM.nextBytes(fresh);
    byte[] key = decode(keep("secrets.key", Base64.getEncoder().encodeToString(fresh)));
    if (key.length != 32) {
      throw new ConfigFailed(
          "secrets.key: " + path.resolve("secrets.key") + " does not hold the Base64 of 32 bytes");
    }
    return key;
  }

  /** This node's random id, which lives as long as the directory. */
  public String nodeId() {
    byte[] fresh = new byte[16];
    RANDOM.nextBytes(fresh);
    return keep("node-id", HexFormat.of().formatHex(fresh));
  }

  /** The administrator's key that an earlier start made, or null. */
  public static Secret adminKey(Path dataDir) {
    Path file = dataDir.resolve("admin-key");
    try {
      return Files.exists(file) ? new Secret(Files.readString(file).strip()) : null;
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ConfigFailed(file + " cannot be read");
    }
  }

  /** Makes an administrator's key and keeps it in {@code admin-key}, readable by its owner. */
  public Secret makeAdminKey() {
    byte[] fresh = new byte[20];
    RANDOM.nextBytes(fresh);
    return new Secret(keep("admin-key", "rf_" + HexFormat.of().formatHex(fresh)));
  }

  /** Takes back a key that turned out not to be wanted. */
  public void removeAdminKey() {
    remove("admin-key");
  }

  /** Tells the command line where the listeners are. */
  public void writePorts(int edge, int api, int ops) {
    String json = "{\"edge\":" + edge + ",\"api\":" + api + ",\"ops\":" + ops + "}\n";
    try {
      Path draft = Files.writeString(path.resolve("ports.json.new"), json);
      Files.move(draft, path.resolve("ports.json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      throw new ConfigFailed("data.dir: " + path + " cannot be written");
    }
  }

  public void removePorts() {
    remove("ports.json");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * The file's text; a file that is not there yet is made with this one, for its owner only, and
   * whole or not at all: a key that broke off would keep every later start from succeeding.
   */
  private String keep(String name, String fresh) {
    Path file = path.resolve(name);
    if (Files.exists(file)) {
      return read(file);
    }
    Path draft = path.resolve(name + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, fresh + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      return fresh;
    } catch (IOException unwritable) {
      throw new ConfigFailed("data.dir: " + file + " cannot be written");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new ConfigFailed(file + " cannot be read");
    }
  }

  private void remove(String name) {
    try {
      Files.deleteIfExists(path.resolve(name));
    } catch (IOException kept) {
      throw new ConfigFailed("data.dir: " + path.resolve(name) + " cannot be removed");
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }
}
