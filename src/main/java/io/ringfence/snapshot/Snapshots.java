package io.ringfence.snapshot;

import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.ban.Snapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's snapshot file. A thread of its own writes it: a new file beside the old one, which it
 * replaces only once it is whole and on the disk.
 */
public final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  /** Older than this, more of it would be wrong than right. */
  private static final Duration OLDEST = Duration.ofDays(30);

  /** Written again after so long though nothing changed: it says until when it was complete. */
  private static final Duration LONGEST_UNWRITTEN = Duration.ofHours(1);

  private final Path file;
  private final Path draft;
  private final Duration interval;
  private final NodeIndex node;
  private final InstantSource clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread writer;
  private String writtenDatabase;
  private List<Position> writtenPositions;
  private volatile Instant writtenAsOf;
  private volatile long bytes;
  private volatile long failures;
  private volatile String failing;

  /**
   * @param directory where the file is or will be
   * @param interval how often to look whether something changed
   * @param clock the corrected one
   */
  public Snapshots(Path directory, Duration interval, NodeIndex node, InstantSource clock) {
    this.file = directory.resolve("snapshot");
    this.draft = directory.resolve("snapshot.new");
    this.interval = interval;
    this.node = node;
    this.clock = clock;
    this.writer = new Thread(this::run, "snapshot");
    this.writer.setDaemon(true);
  }

  /** Puts into force what an earlier run left, unless there is none or it cannot be used. */
  public void restore() {
    long began = System.nanoTime();
    Snapshot.Outcome outcome = Snapshot.read(file, clock.instant().minus(OLDEST), node.counts());
    if (outcome instanceof Snapshot.Refused refused) {
      LOG.warn(
          "{} is not used, the list will be loaded from the database: {}", file, refused.why());
    } else if (outcome instanceof Snapshot.Whole whole) {
      node.restored(whole.replica(), whole.asOf());
      remember(whole.replica(), whole.replica().positions(), whole.asOf());
      bytes = file.toFile().length();
      LOG.info(
          "starting from the list as of {}, {}, read in {} ms",
          whole.asOf(),
          node.current().sizes(),
          (System.nanoTime() - began) / 1_000_000);
    }
  }

  public void start() {
    writer.start();
  }

  /** Begins to write for the last time; {@link #close} waits for the end of it. */
  public void finish() {
    stopping.countDown();
  }

  /**
   * Waits until what is known is on disk.
   *
   * @return false if that takes too long: then the file before stays
   */
  public boolean close(long amount, TimeUnit unit) {
    finish();
    try {
      writer.join(unit.toMillis(amount));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    return !writer.isAlive();
  }

  /** When the list in the file was last known to be complete; null if there is no file. */
  public Instant asOf() {
    return writtenAsOf;
  }

  /** The file's size; 0 if there is none. */
  public long bytes() {
    return bytes;
  }

  /** How often it could not be written since the start. */
  public long failures() {
    return failures;
  }

  /** Why it could not be written the last time; null if it could. */
  public String failing() {
    return failing;
  }

  private void run() {
    boolean last = false;
    while (!last) {
      try {
        last = stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException stop) {
        last = true;
      }
      // Noted before the replica, and that before it is copied: what is in the file is at least as
      // new as it says.
      Instant asOf = node.asOf();
      Replica replica = node.replica();
      if (replica != null && asOf != null && isWorthWriting(replica, asOf, last)) {
        write(replica, asOf);
      }
    }
  }

  private boolean isWorthWriting(Replica replica, Instant asOf, boolean last) {
    return failing != null
        || !replica.positions().equals(writtenPositions)
        || !Objects.equals(replica.database(), writtenDatabase)
        || asOf.isAfter(last ? writtenAsOf : writtenAsOf.plus(LONGEST_UNWRITTEN));
  }

  private void write(Replica replica, Instant asOf) {
    List<Position> positions = replica.positions();
    try {
      Files.deleteIfExists(draft);
      bytes = Snapshot.write(draft, replica, asOf);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      force(file.getParent());
      remember(replica, positions, asOf);
      if (failing != null) {
        LOG.info("{} is written again", file);
      }
      failing = null;
    } catch (IOException | RuntimeException unwritten) {
      fail(unwritten);
    }
  }

  private void remember(Replica replica, List<Position> positions, Instant asOf) {
    writtenDatabase = replica.database();
    writtenPositions = positions;
    writtenAsOf = asOf;
  }

  private void fail(Exception why) {
    failures++;
    if (failing == null) {
      LOG.warn("{} could not be written, the one before it stays: {}", file, why.toString());
    }
    failing = why.getMessage() == null ? why.toString() : why.getMessage();
    try {
      Files.deleteIfExists(draft);
    } catch (IOException kept) {
      LOG.warn("{} could not be removed", draft);
    }
  }

  /** So that the file's new name outlives a power failure too. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
