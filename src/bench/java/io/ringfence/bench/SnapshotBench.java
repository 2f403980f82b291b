package io.ringfence.bench;

import io.ringfence.ban.Counts;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * How long a node takes to start from its snapshot file. Writes one with {@code write FILE BANS},
 * and reads it with {@code read FILE}: in another process, which is as cold as a node that starts.
 */
public final class SnapshotBench {
  private SnapshotBench() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[1]);
    if (arguments[0].equals("write")) {
      NodeIndex node = Bans.loadedNode(Integer.parseInt(arguments[2]));
      for (int i = 0; i < 3; i++) {
        Files.deleteIfExists(file);
        long began = System.nanoTime();
        long bytes = Snapshot.write(file, node.replica(), Instant.now());
        System.out.printf("wrote %,d bytes in %.3f s%n", bytes, since(began));
      }
      return;
    }
    long began = System.nanoTime();
    Snapshot.Outcome read = Snapshot.read(file, Instant.EPOCH, new Counts());
    System.out.printf(
        "read %s in %.3f s%n",
        ((Snapshot.Whole) read).replica().index().sizes(), since(began));
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
