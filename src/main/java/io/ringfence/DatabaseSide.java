package io.ringfence;

import io.ringfence.ban.NodeIndex;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import io.ringfence.domain.Secret;
import io.ringfence.store.BrakeAudit;
import io.ringfence.store.ChangeLogTrim;
import io.ringfence.store.ChangeLogTrim.Kept;
import io.ringfence.store.Database;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.EmbeddedPostgres;
import io.ringfence.store.EntryStore;
import io.ringfence.store.FirstStart;
import io.ringfence.store.IndexSource;
import io.ringfence.store.Migrations;
import io.ringfence.store.NodeStore;
import io.ringfence.store.OperationStore;
import io.ringfence.sync.Loaded;
import io.ringfence.sync.LogUpkeep;
import io.ringfence.sync.Sync;
import io.ringfence.sync.SyncState;
import io.ringfence.sync.ThisNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
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

  /** One that applies and one that decodes what is loaded. */
  private static final int ASIDE = 2;

  private final Vertx vertx;

  /**
   * The sync's own event loops. On those of the listeners a load, or a million bans that arrive,
   * would hold up the calls that happen to be served by the same one.
   */
  private final Vertx aside;

  private final GatewayConfig config;
  private final DataDir files;
  private final NodeIndex node;
  private final EmbeddedPostgres embedded;
  private final DatabaseAddress address;
  private final Database database;
  private final Database followed;
  private final Presence presence;
  private final Sync sync;
  private volatile String following;
  private volatile boolean otherSecretsKey;
  private volatile RuntimeException hindrance;
  private final CountDownLatch closing = new CountDownLatch(1);

  private DatabaseSide(
      Vertx vertx,
      Vertx aside,
      GatewayConfig config,
      DataDir files,
      NodeIndex node,
      CorrectedClock clock) {
    this.vertx = vertx;
    this.aside = aside;
    this.config = config;
    this.files = files;
    this.node = node;
    this.embedded = config.database().url() == null ? embedded(files) : null;
    this.address = embedded == null ? Addresses.address(config) : embedded.address();
    this.database = Database.open(vertx, address);
    DatabaseAddress source = source();
    this.followed = Database.open(aside, source);
    ThisNode self = new ThisNode(Presence.identity(config, files), node, clock);
    this.presence = new Presence(vertx, new NodeStore(database), self);
    this.sync = new Sync(new IndexSource(followed), node, clock, presence::tellNow);
  }

  /**
   * @throws ConfigFailed for an address that is none or a PostgreSQL that does not start
   */
  static DatabaseSide open(
      Vertx vertx, GatewayConfig config, DataDir files, NodeIndex node, CorrectedClock clock) {
    // Before PostgreSQL: none can be made any more once a signal has come, and then it would stay.
    Vertx aside = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(ASIDE));
    try {
      return new DatabaseSide(vertx, aside, config, files, node, clock);
    } catch (RuntimeException failed) {
      Waiting.quietly(aside.close());
      throw failed;
    }
  }

  /** Where the list is read: a standby nearby, or where it is written. */
  private DatabaseAddress source() {
    Secret url = config.database().followUrl();
    return url == null ? address : Addresses.parse("database.follow_url", url);
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

  /** Where everything is written. */
  Database database() {
    return database;
  }

  OperationStore operations() {
    return new OperationStore(database);
  }

  BrakeAudit brakeAudit() {
    return new BrakeAudit(database);
  }

  Presence presence() {
    return presence;
  }

  /** Whether secrets.key is another than that of the node that made this database. */
  boolean otherSecretsKey() {
    return otherSecretsKey;
  }

  /** Why the last attempt to begin failed, or null. */
  RuntimeException hindrance() {
    return hindrance;
  }

  /** What the sync has to tell. */
  SyncState state() {
    return sync.state();
  }

  /** Loads the list anew; fails while the database does not answer. */
  Future<Loaded> reload(boolean accept) {
    return following == null
        ? Future.failedFuture("the database has not answered yet")
        : sync.reload(accept);
  }

  /** Completes when this node has applied the change. */
  Future<Void> applied(Revision revision) {
    return sync.applied(revision);
  }

  void addSample(Kind kind, String value) {
    Organisation organisation = node.current().directory().organisation("default");
    Waiting.result(
        Samples.add(new EntryStore(database), organisation, kind, value)
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
        migrate();
        otherSecretsKey = new Beginning(config, files, new FirstStart(database)).settle();
        presence.announce();
        Waiting.result(aside.deployVerticle(sync).onSuccess(id -> following = id));
        new Upkeep(vertx, database, config.records().keepDays()).begin();
        new LogUpkeep(vertx, new ChangeLogTrim(database, Kept.STANDARD), sync.state()).begin();
        hindrance = null;
        return;
      } catch (RuntimeException notYet) {
        hindrance = notYet;
        presence.alone();
        if (closing.getCount() > 0 && !String.valueOf(notYet.getMessage()).equals(said)) {
          said = String.valueOf(notYet.getMessage());
          LOG.warn("{} cannot be used yet, trying again: {}", address, said);
        }
        pause();
      }
    }
  }

  /** A pooler keeps nothing between two transactions, and a migration is several. */
  private void migrate() {
    if (address.pooled()) {
      LOG.info(
          "a pooler stands before the database: run 'ringfence migrate' with the server's own"
              + " address after each upgrade");
    } else {
      Migrations.run(address);
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
        following == null ? Future.succeededFuture() : aside.undeploy(following);
    Waiting.quietly(Future.join(unfollowed, followed.close(), database.close()));
    // From here and not from one of its own loops: that one would end before it could say so.
    Waiting.quietly(aside.close());
    if (embedded != null) {
      try {
        embedded.close();
      } catch (Exception unwilling) {
        LOG.warn("the embedded PostgreSQL did not stop in order: {}", unwilling.toString());
      }
    }
  }
}
