package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk under data.dir takes nothing more. */
class DiskFaultIT {
  private static final String BANNED = "+15005550010";
  private static final String BANNED_LATER = "+15005550011";

  @TempDir Path dir;

  @Test
  void aFullDiskStopsNoCallAndNoBanAndHealthSaysWhatIsLost() throws Exception {
    Path small = Files.createDirectory(dir.resolve("small"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()) == 0);
    try (GatewayFixture gate = new GatewayFixture()) {
      TcpProxy proxy = gate.behindProxy();
      assertTrue(start(gate, small).awaitLoaded(60, TimeUnit.SECONDS));
      eventually(() -> Files.exists(small.resolve("snapshot")));
      Path filler = fill(small);

      gate.ban(BANNED);

      eventually(() -> !isOk(gate, "snapshot"));
      assertEquals("rejected", outcome(gate.deliver(gate.call(BANNED))));
      assertEquals(200, gate.get(gate.ops("/health/ready")).statusCode());
      assertTrue(gate.metric(0, "ringfence_snapshot_failures_total") > 0);
      // Then the database too: what cannot be kept anywhere is counted.
      proxy.cut();
      assertEquals("rejected", outcome(gate.deliver(gate.call(BANNED))));
      eventually(() -> gate.metric(0, "ringfence_records_dropped_total{of=\"calls\"}") > 0);
      assertEquals("rejected", outcome(gate.deliver(gate.call(BANNED))));
      assertTrue(
          gate.check(0, "call_records").getString("what_to_do").contains("records were lost"));
      Files.delete(filler);
      proxy.mend();
      eventually(() -> isOk(gate, "snapshot") && isOk(gate, "index"));
    } finally {
      run("umount", small.toString());
    }
  }

  /** For whoever may not mount anything. */
  @Test
  void aSnapshotThatCannotBeWrittenIsSaidInHealthUntilItCan() throws Exception {
    Path data = Files.createDirectory(dir.resolve("data"));
    try (GatewayFixture gate = new GatewayFixture()) {
      assertTrue(start(gate, data).awaitLoaded(60, TimeUnit.SECONDS));
      eventually(() -> Files.exists(data.resolve("snapshot")));
      // Where the next one is written first.
      eventually(() -> makes(data.resolve("snapshot.new/stuck")));

      gate.ban(BANNED_LATER);

      eventually(() -> !isOk(gate, "snapshot"));
      assertEquals("rejected", outcome(gate.deliver(gate.call(BANNED_LATER))));
      Directories.remove(data.resolve("snapshot.new"));
      eventually(() -> isOk(gate, "snapshot"));
    }
  }

  private static Gateway start(GatewayFixture gate, Path data) {
    return gate.startIn(data, Gateway.Extras.NONE, "RINGFENCE_DATA_SNAPSHOT_INTERVAL", "100ms");
  }

  private static boolean isOk(GatewayFixture gate, String check) {
    return gate.check(0, check).getString("status").equals("ok");
  }

  private static Path fill(Path directory) throws IOException {
    Path filler = directory.resolve("filler");
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[512]);
      }
    } catch (IOException full) {
      return filler;
    }
  }

  /** Not while one is just being written there. */
  private static boolean makes(Path directory) {
    try {
      return Files.isDirectory(Files.createDirectories(directory));
    } catch (IOException beingWritten) {
      return false;
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  private static String outcome(HttpResponse<String> answer) {
    return answer.headers().firstValue("ringfence-outcome").orElse("none");
  }
}
