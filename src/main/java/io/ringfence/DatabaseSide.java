package io.ringfence;

import io.ringfence.ban.NodeIndex;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import io.ringfence.domain.Secret;
import io.ringfence.store.CallRecordStore;
import io.ringfence.store.Database;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.EmbeddedPostgres;
import io.ringfence.store.EntryStore;
import io.ringfence.store.FirstStart;
import io.ringfence.store.IndexSource;
import io.ringfence.store.Migrations;
import io.ringfence.store.Partitions;
import io.ringfence.sync.Sync;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that needs PostgreSQL: an embedded one if need be, the migrations, the first start,
 * the sync. Calls do not wait for any of it; while the database is away it is tried again.
 */
final class DatabaseSide {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSide.class);
  private static final long RETRY_SECONDS = 1;
  private static final long WRITE_SECONDS = 2;

  private final Vertx vertx;
  private final GatewayConfig config;
  private final DataDir files;
  private final NodeIndex node;
  private final EmbeddedPostgres embedded;
  private final DatabaseAddress address;
  private final Database database;
  private final CallRecordStore records;
  private final Sync sync;
  private volatile String following;
  private volatile boolean otherSecretsKey;
  private final CountDownLatch closing = new CountDownLatch(1);

  private DatabaseSide(
      Vertx vertx, GatewayConfig config, DataDir files, NodeIndex node, CorrectedClock clock) {
    this.vertx = vertx;
    this.config = config;
    this.files = files;
    this.node = node;
    this.embedded = config.database().url() == null ? embedded(files) : null;
    this.address = embedded == null ? address(config) : embedded.address();
    this.database = Database.open(vertx, address);
    this.records = new CallRecordStore(database);
    this.sync = new Sync(new IndexSource(database), node, clock);
  }

  /**
   * @throws ConfigFailed for an address that is none or a PostgreSQL that does not start
   */
  static DatabaseSide open(
      Vertx vertx, GatewayConfig config, DataDir files, NodeIndex node, CorrectedClock clock) {
    return new DatabaseSide(vertx, config, files, node, clock);
  }

  /**
   * @throws ConfigFailed for an address that is none; one where nothing answers may answer later
   */
  static void requireAddress(GatewayConfig config) {
    if (config.database().url() != null) {
      address(config);
    }
  }

  static DatabaseAddress address(GatewayConfig config) {
    try {
      return DatabaseAddress.parse(config.database().url().reveal());
    } catch (IllegalArgumentException wrong) {
      throw new ConfigFailed(
          "database.url: " + wrong.getMessage() + " (also RINGFENCE_DATABASE_URL)");
    }
  }

  private static EmbeddedPostgres embedded(DataDir files) {
    try {
      return EmbeddedPostgres.start(files.path().resolve("postgres"));
    } catch (Exception unusable) {
      throw new ConfigFailed(
          "the embedded PostgreSQL did not start: "
              + unusable.getMessage()
              + "; or set database.url to another");
    }
  }

  EntryStore entries() {
    return new EntryStore(database);
  }

  /** Whether secrets.key is another than that of the node that made this database. */
  boolean otherSecretsKey() {
    return otherSecretsKey;
  }

  /** Completes when this node has applied the change. */
  Future<Void> applied(Revision revision) {
    return sync.applied(revision);
  }

  void addSample(Kind kind, String value) {
    Organisation organisation = node.current().directory().organisation("default");
    Waiting.result(
        Samples.add(entries(), organisation, kind, value)
            .compose(write -> sync.applied(write.revision())));
  }

  /** Migrates, makes what the first start makes, and loads; in the background, until it is done. */
  void begin() {
    Thread starting = new Thread(this::prepare, "database-start");
    starting.setDaemon(true);
    starting.start();
  }

  private void prepare() {
    String said = null;
    while (closing.getCount() > 0) {
      try {
        Migrations.run(address);
        firstStart();
        Waiting.result(vertx.deployVerticle(sync).onSuccess(id -> following = id));
        keepPartitions();
        return;
      } catch (RuntimeException notYet) {
        if (closing.getCount() > 0 && !String.valueOf(notYet.getMessage()).equals(said)) {
          said = String.valueOf(notYet.getMessage());
          LOG.warn("{} cannot be used yet, trying again: {}", address, said);
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      closing.await(RETRY_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  private void firstStart() {
    FirstStart start = new FirstStart(database);
    Secret configured = config.node().bootstrapKey();
    List<String> publicKeys = config.telnyx().publicKeys();
    Waiting.result(
        start.run(
            new FirstStart.Settings(
                publicKeys.isEmpty() ? null : publicKeys,
                config.upstream().url() == null ? null : config.upstream().url().toString(),
                config.calls().cause(),
                config.calls().region(),
                configured == null ? null : sha256(configured.reveal()))));
    otherSecretsKey =
        !Waiting.result(start.isSecretsKey(files.secretsKey(config.node().secretsKey())));
    if (configured == null) {
      offerKey(start);
    }
  }

  /**
   * Kept before it is offered: a key in force that nobody knows would be worse than one too many.
   * Offered at every start: the one before may have ended in between, or with another database.
   */
  private void offerKey(FirstStart start) {
    Secret kept = DataDir.adminKey(files.path());
    Secret key = kept == null ? files.makeAdminKey() : kept;
    boolean inForce = Waiting.result(start.offerKey(sha256(key.reveal())));
    if (kept == null && inForce) {
      System.out.println("The administrator's API key, shown once: " + key.reveal());
      System.out.println("It is kept in " + files.path().resolve("admin-key"));
    } else if (kept == null) {
      files.removeAdminKey();
    }
  }

  private void keepPartitions() {
    Partitions partitions = new Partitions(database);
    Runnable upkeep =
        () ->
            partitions
                .ensure()
                .compose(made -> partitions.dropOlderThan(config.records().keepDays()))
                .onFailure(away -> LOG.warn("partitions were not kept: {}", away.getMessage()));
    upkeep.run();
    vertx.setPeriodic(TimeUnit.HOURS.toMillis(1), hour -> upkeep.run());
  }

  /**
   * Writes call records and waits, on a thread that may.
   *
   * @throws IllegalStateException if the database does not take them
   */
  void write(List<CallRecord> calls) throws InterruptedException {
    try {
      records
          .write(Belated.settled(calls, node.current()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(WRITE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException away) {
      throw new IllegalStateException(
          away.getCause() == null ? "no answer" : away.getCause().getMessage(), away);
    }
  }

  boolean awaitLoaded(long amount, TimeUnit unit) {
    try {
      sync.loaded().toCompletionStage().toCompletableFuture().get(amount, unit);
      return true;
    } catch (ExecutionException | TimeoutException notLoaded) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void close() {
    closing.countDown();
    Future<Void> unfollowed =
        following == null ? Future.succeededFuture() : vertx.undeploy(following);
    Waiting.quietly(Future.join(unfollowed, database.close()));
    if (embedded != null) {
      try {
        embedded.close();
      } catch (Exception unwilling) {
        LOG.warn("the embedded PostgreSQL did not stop in order: {}", unwilling.toString());
      }
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
