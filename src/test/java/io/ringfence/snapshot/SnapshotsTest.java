package io.ringfence.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the list is written to disk, and what is made of it at the next start. */
class SnapshotsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Duration OFTEN = Duration.ofMillis(5);
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path dir;

  private final NodeIndex node = new NodeIndex();
  private volatile Instant now = NOW;

  @Test
  void whatIsWrittenAtTheEndIsThereAtTheStart() {
    load();
    ban(1);
    node.confirmed(NOW);
    Snapshots snapshots = start(dir, NEVER);

    assertTrue(snapshots.close(60, TimeUnit.SECONDS));

    now = NOW.plusSeconds(100);
    NodeIndex next = restored(dir);
    assertEquals(1, next.current().sizes().of(Kind.PHONE));
    assertEquals(Freshness.STALE, next.freshness());
    assertEquals(NOW, next.asOf());
    assertEquals(Duration.ofSeconds(100), next.staleness(now));
    assertEquals(node.replica().positions(), next.replica().positions());
  }

  @Test
  void whatChangesIsWrittenAndWhatDoesNotIsLeft() throws IOException {
    load();
    ban(1);
    node.confirmed(NOW);
    Snapshots snapshots = start(dir, OFTEN);
    eventually(() -> phones(dir) == 1);
    // A second write would give it another time.
    FileTime mark = FileTime.from(NOW);
    Files.setLastModifiedTime(dir.resolve("snapshot"), mark);
    node.confirmed(NOW.plusSeconds(60));
    LockSupport.parkNanos(50_000_000);
    assertEquals(mark, Files.getLastModifiedTime(dir.resolve("snapshot")));

    ban(2);

    eventually(() -> phones(dir) == 2);
    assertTrue(snapshots.close(60, TimeUnit.SECONDS));
  }

  @Test
  void whatDoesNotChangeStillSaysUntilWhenItWasComplete() {
    load();
    ban(1);
    node.confirmed(NOW);
    Snapshots snapshots = start(dir, OFTEN);
    eventually(() -> NOW.equals(snapshots.asOf()));

    node.confirmed(NOW.plusSeconds(3_601));

    eventually(() -> NOW.plusSeconds(3_601).equals(snapshots.asOf()));
    assertTrue(snapshots.close(60, TimeUnit.SECONDS));
  }

  @Test
  void aNodeThatNeverLoadedWritesNothing() {
    Snapshots snapshots = start(dir, OFTEN);

    assertTrue(snapshots.close(60, TimeUnit.SECONDS));

    assertFalse(Files.exists(dir.resolve("snapshot")));
    assertNull(snapshots.asOf());
    assertNull(restored(dir).current());
  }

  @Test
  void afterThirtyDaysItIsNotUsed() {
    load();
    node.confirmed(NOW);
    start(dir, NEVER).close(60, TimeUnit.SECONDS);

    now = NOW.plus(Duration.ofDays(30)).plusSeconds(1);

    assertNull(restored(dir).current());
    now = NOW.plus(Duration.ofDays(30));
    assertNotNull(restored(dir).current());
  }

  @Test
  void aListOfTheFutureIsAsOldAsItIsFarAway() {
    load();
    node.confirmed(NOW);
    start(dir, NEVER).close(60, TimeUnit.SECONDS);

    now = NOW.minusSeconds(3_600);

    assertEquals(Duration.ofHours(1), restored(dir).staleness(now));
  }

  @Test
  void aFullDiskCostsNothingButTheNewFile() throws Exception {
    Path small = Files.createDirectory(dir.resolve("small"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()) == 0);
    try {
      load();
      ban(1);
      node.confirmed(NOW);
      Snapshots snapshots = start(small, OFTEN);
      eventually(() -> phones(small) == 1);
      Path filler = small.resolve("filler");
      fill(filler);

      ban(2);

      eventually(() -> snapshots.failing() != null);
      assertTrue(snapshots.failures() > 0);
      assertEquals(1, phones(small));
      assertTrue(snapshots.failing().contains("No space left"), snapshots.failing());
      Files.delete(filler);
      eventually(() -> phones(small) == 2);
      eventually(() -> snapshots.failing() == null);
      assertTrue(snapshots.close(60, TimeUnit.SECONDS));
      assertFalse(Files.exists(small.resolve("snapshot.new")));
    } finally {
      run("umount", small.toString());
    }
  }

  private static void fill(Path file) {
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[512]);
      }
    } catch (IOException full) {
      assertTrue(full.getMessage().contains("No space left"));
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  private Snapshots start(Path directory, Duration interval) {
    Snapshots snapshots = new Snapshots(directory, interval, node, () -> now);
    snapshots.start();
    return snapshots;
  }

  private void load() {
    node.swap(
        new Replica(
            "system/1",
            new Index(),
            Collections.nCopies(Revision.SHARDS, new Position(0, new UUID(1, 2))),
            node.counts()));
  }

  private void ban(int id) {
    node.replica()
        .apply(
            new Revision(1, id),
            UUID.randomUUID(),
            new Change.EntriesOf(
                1,
                Kind.PHONE,
                "+1500555000" + id,
                List.of(new EntryState(id, Effect.BAN, EntryState.NEVER, false, Channel.ALL))));
  }

  private NodeIndex restored(Path directory) {
    NodeIndex next = new NodeIndex();
    new Snapshots(directory, NEVER, next, () -> now).restore();
    return next;
  }

  private long phones(Path directory) {
    Index index = restored(directory).current();
    return index == null ? -1 : index.sizes().of(Kind.PHONE);
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not within 60 s");
      LockSupport.parkNanos(2_000_000);
    }
  }
}
