package io.ringfence.ban;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/**
 * A replica as a file, from which a node starts without its database: where it stands in the change
 * logs, the directory, and the segments of every list as they lie in memory. Reading and applying
 * go on while it is written; what was changed meanwhile may or may not be in it, and is brought by
 * following the logs from the positions it names, which were noted before.
 */
public final class Snapshot {
  /** What this version writes and reads. */
  static final int FORMAT = 3;

  /** The sections; the first one's number spells RFSN, so that the file says what it is. */
  static final int HEAD = 0x4E53_4652;

  static final int DIRECTORY = 2;
  static final int ENTRIES = 3;
  static final int END = 4;

  private Snapshot() {}

  /** What reading a file came to. */
  public sealed interface Outcome {}

  /**
   * A replica as it was.
   *
   * @param asOf when it was last known to be complete
   */
  public record Whole(Replica replica, Instant asOf) implements Outcome {}

  /** There is no file. */
  public record Absent() implements Outcome {}

  /**
   * The file is not used.
   *
   * @param why as in "it is truncated"
   */
  public record Refused(String why) implements Outcome {}

  /**
   * Writes a new file, for its owner only, and sees it onto the disk.
   *
   * @param asOf when the replica was last known to be complete
   * @return its bytes
   * @throws IOException if the disk does not take it; a part of it may be there then
   */
  public static long write(Path file, Replica replica, Instant asOf) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      new SnapshotWriting(channel).write(replica, asOf);
      channel.force(true);
      return channel.size();
    }
  }

  /**
   * Reads a file, all of it or nothing; throws nothing.
   *
   * @param oldest what was complete only before this is refused
   * @param counts is told of what is later applied to the replica
   */
  public static Outcome read(Path file, Instant oldest, Counts counts) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SnapshotReading(channel, oldest, counts).read();
    } catch (NoSuchFileException absent) {
      return new Absent();
    } catch (IOException unreadable) {
      return new Refused(unreadable.getMessage());
    } catch (RuntimeException nonsense) {
      // The checksums held, and yet nothing of ours wrote it: whatever it trips over, a node that
      // would not start because of it were worse than one without it.
      return new Refused("it makes no sense: " + nonsense);
    }
  }
}
