package io.ringfence.bench;

import io.ringfence.ban.Counts;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Snapshot;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.store.Database;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.IndexSource;
import io.ringfence.sync.Sync;
import io.ringfence.domain.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * How long a node takes until its list is complete, from the tables and from its file, each in a
 * fresh process and counted from its first line; beside it, by the same client, a SELECT of the same
 * rows through a cursor whose columns are only added up, and the file read and thrown away.
 */
public final class StartBench {
  private static final int BANS = Integer.getInteger("bans", 10_000_000);
  private static final int PAGE = 10_000;
  private static final int ROUNDS = Integer.getInteger("rounds", 3);

  /** What a node reads of each ban. */
  private static final String SELECT =
      "SELECT organisation_id, kind, value, id, effect, until, observe, channels FROM entry"
          + " WHERE standing";

  private StartBench() {}

  static void run() throws IOException, SQLException {
    System.out.printf("%n| cold start | seconds | beside it | ratio | goal |%n");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (int bans : Bans.sizes(BANS)) {
      Path file = Files.createTempDirectory("ringfence-bench").resolve("snapshot");
      try (Filled filled = Filled.with(bans)) {
        compare(bans, "PostgreSQL", "SELECT", filled.url(), file, 5);
        compare(bans, "the file", "read", file, file, 1);
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  /** By turns, and the medians. */
  private static void compare(
      int bans, String from, String beside, Object source, Path file, int goal)
      throws IOException {
    boolean tables = from.equals("PostgreSQL");
    double[] ours = new double[ROUNDS];
    double[] bare = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Files.deleteIfExists(tables ? file : file.resolveSibling("none"));
      ours[round] = seconds(tables ? "tables" : "file", source, bans, file);
      bare[round] = seconds(tables ? "select" : "bytes", source, bans, file);
    }
    double one = Times.median(ours);
    double other = Times.median(bare);
    System.out.printf(
        "| %,d bans from %s | %.2f | %s %.2f | %.2f | %s |%n",
        bans, from, one, beside, other, one / other, bans == 10_000_000 ? "≤ " + goal : "");
  }

  private static double seconds(String what, Object source, int bans, Path file)
      throws IOException {
    return Double.parseDouble(Fork.run(List.of(), StartBench.class, what, source, bans, file));
  }

  /**
   * @param arguments what to do; the database's address or the file; how many bans there must be;
   *     where a file is left for the starts after this one
   */
  public static void main(String[] arguments) {
    long began = System.nanoTime();
    try {
      start(arguments, began);
      System.exit(0);
    } catch (Exception failed) {
      failed.printStackTrace();
      System.exit(1);
    }
  }

  private static void start(String[] arguments, long began) throws Exception {
    String source = arguments[1];
    long found =
        switch (arguments[0]) {
          case "tables" -> tables(source, Path.of(arguments[3]), began);
          case "select" -> select(source);
          case "file" -> file(Path.of(source));
          default -> bytes(Path.of(source), Integer.parseInt(arguments[2]));
        };
    if (!arguments[0].equals("tables")) {
      say(began);
    }
    if (found != Integer.parseInt(arguments[2])) {
      throw new IllegalStateException("there were " + found);
    }
  }

  private static void say(long began) {
    System.out.printf("%.3f%n", (System.nanoTime() - began) / 1e9);
  }

  private static long tables(String url, Path file, long began) throws Exception {
    Vertx vertx = Vertx.vertx();
    NodeIndex node = new NodeIndex();
    Sync sync =
        new Sync(
            new IndexSource(Database.open(vertx, DatabaseAddress.parse(url))),
            node,
            new CorrectedClock(InstantSource.system()),
            () -> {});
    await(vertx.deployVerticle(sync).compose(deployed -> sync.loaded()));
    say(began);
    Snapshot.write(file, node.replica(), Instant.now());
    return node.current().sizes().of(Kind.PHONE);
  }

  private static long select(String url) throws Exception {
    long[] sums = new long[2];
    PgConnectOptions patient =
        DatabaseAddress.parse(url).connectOptions().addProperty("statement_timeout", "0");
    await(
        PgConnection.connect(Vertx.vertx(), patient)
            .compose(
                connection ->
                    connection
                        .begin()
                        .compose(begun -> connection.prepare(SELECT))
                        .compose(select -> add(select.cursor(), sums))));
    return sums[0];
  }

  /** Ten thousand at a time: all of them at once keep the kernel busier than the client. */
  private static Future<Void> add(Cursor cursor, long[] sums) {
    return cursor
        .read(PAGE)
        .compose(
            rows -> {
              for (Row row : rows) {
                sums[0]++;
                for (int column = 0; column < row.size(); column++) {
                  Object value = row.getValue(column);
                  sums[1] += value == null ? 0 : value.hashCode();
                }
              }
              return cursor.hasMore() ? add(cursor, sums) : Future.succeededFuture();
            });
  }

  private static long file(Path file) {
    Snapshot.Outcome read = Snapshot.read(file, Instant.EPOCH, new Counts());
    return ((Snapshot.Whole) read).replica().index().sizes().of(Kind.PHONE);
  }

  /** Says that it found what it was told to find: it does not look. */
  private static long bytes(Path file, int bans) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    }
    return bans;
  }

  private static void await(Future<?> future) throws InterruptedException, ExecutionException {
    future.toCompletionStage().toCompletableFuture().get();
  }
}
