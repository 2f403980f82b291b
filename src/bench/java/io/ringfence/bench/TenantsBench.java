package io.ringfence.bench;

import io.ringfence.ban.Counts;
import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Snapshot;
import io.ringfence.domain.Actor;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Revision;
import io.ringfence.store.Database;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.ringfence.store.OrganisationStore;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What many organisations cost, each with a key, a line on a shared account and ten bans: to load
 * them from PostgreSQL and from the snapshot file, to hold them, to list them.
 */
public final class TenantsBench {
  private static final int[] SIZES = {5_000, 100_000};
  private static final int BANS = 10;
  private static final int PAGE = 50;
  private static final int REPEATS = 200;

  private TenantsBench() {}

  /** What one size came to: seconds, bytes, milliseconds. */
  private record Row(
      int organisations, double load, double restore, long heap, long file, double page, double search) {}

  static void run() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int size : SIZES) {
      rows.add(measure(size));
    }
    System.out.println();
    System.out.println(
        "| organisations, each a key, a line, 10 bans | load from PostgreSQL | from the snapshot"
            + " file | heap | per organisation | file | a page of the list | a page of a search |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (Row row : rows) {
      System.out.printf(
          "| %,d | %.2f s | %.2f s | %.1f MB | %,d bytes | %.1f MB | %.1f ms | %.1f ms |%n",
          row.organisations,
          row.load,
          row.restore,
          row.heap / 1e6,
          row.heap / row.organisations,
          row.file / 1e6,
          row.page,
          row.search);
    }
  }

  private static Row measure(int size) throws Exception {
    DatabaseAddress address = PostgresFixture.migrated();
    fill(address, size);
    Vertx vertx = Vertx.vertx();
    Database database = Database.open(vertx, address);
    Path directory = Files.createTempDirectory("ringfence-bench");
    Path file = directory.resolve("snapshot");
    try {
      IndexSource source = new IndexSource(database);
      load(source); // For the compiler and PostgreSQL's cache.
      long before = used();
      long began = System.nanoTime();
      Replica replica = load(source);
      double loaded = since(began);
      long heap = used() - before;
      long bytes = Snapshot.write(file, replica, Instant.now());
      Snapshot.read(file, Instant.EPOCH, new Counts());
      began = System.nanoTime();
      Snapshot.read(file, Instant.EPOCH, new Counts());
      double restored = since(began);
      if (replica.index().sizes().organisations() < size) {
        throw new IllegalStateException("not all were loaded: " + replica.index().sizes());
      }
      Session session =
          database
              .session(
                  new Organisation(1, "", "default", "", 1, "US", Policies.NONE, false),
                  Actor.SYSTEM)
              .everywhere();
      return new Row(
          size, loaded, restored, heap, bytes, pages(session, null, size), pages(session, "o-77", size));
    } finally {
      await(database.close());
      await(vertx.close());
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private static double pages(Session session, String q, int size) {
    OrganisationStore store = new OrganisationStore();
    Supplier<Future<?>> page = () -> store.list(session, q, size / 2, PAGE);
    for (int i = 0; i < REPEATS; i++) {
      await(page.get());
    }
    long began = System.nanoTime();
    for (int i = 0; i < REPEATS; i++) {
      await(page.get());
    }
    return since(began) * 1e3 / REPEATS;
  }

  private static Replica load(IndexSource source) {
    Heads heads = await(source.heads());
    IndexLoad load = new IndexLoad();
    await(source.load(load));
    List<Replica.Position> positions = new ArrayList<>();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      positions.add(new Replica.Position(heads.seq()[shard], heads.changeId()[shard]));
    }
    return new Replica(load.finish(), positions, new Counts());
  }

  /** With the triggers off: what is measured is not how they came to be there. */
  private static void fill(DatabaseAddress address, int size) throws SQLException {
    try (Connection connection = PostgresFixture.connect(address);
        Statement sql = connection.createStatement()) {
      sql.execute("SET search_path = ringfence");
      sql.execute("SET session_replication_role = replica");
      sql.execute("INSERT INTO account (slug) VALUES ('shared')");
      String each = " FROM generate_series(1, " + size + ") n";
      sql.execute(
          "INSERT INTO organisation (id, slug, name, shard) SELECT n, 'o-' || n, 'Organisation ' || n,"
              + " n % 16"
              + each);
      sql.execute(
          "INSERT INTO api_key (organisation_id, hash, name, permissions) SELECT n,"
              + " encode(sha256(n::text::bytea), 'hex'), 'k', '{admin}'"
              + each);
      sql.execute(
          "INSERT INTO line (organisation_id, account_id, number, upstream_url) SELECT n,"
              + " (SELECT id FROM account), '+1' || (2000000000 + n), 'https://voice.example.com/' || n"
              + each);
      sql.execute(
          "INSERT INTO entry (organisation_id, id, kind, value, raw, reason) SELECT n,"
              + " nextval('entry_id'), 'phone', v, v, 'x'"
              + each
              + ", LATERAL (SELECT '+44' || (7000000000 + n * 10 + k) AS v FROM generate_series(1, "
              + BANS
              + ") k) b");
      sql.execute("SET session_replication_role = origin");
      sql.execute("SELECT recount()");
      sql.execute("VACUUM ANALYZE");
    }
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(300, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
