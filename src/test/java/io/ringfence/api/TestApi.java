package io.ringfence.api;

import static io.ringfence.store.TestStore.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.config.ApiConfig;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Revision;
import io.ringfence.number.Numbering;
import io.ringfence.secrets.Seals;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.store.FirstStart;
import io.ringfence.store.Heads;
import io.ringfence.store.IndexSource;
import io.ringfence.store.LoggedChange;
import io.ringfence.store.MessageRecordStore;
import io.ringfence.store.NodeStore;
import io.ringfence.store.OperationStore;
import io.ringfence.store.TestStore;
import io.ringfence.sync.Nodes;
import io.ringfence.sync.ThisNode;
import io.ringfence.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The API as it runs, on a real database, with a node that reads its change log. */
final class TestApi implements AutoCloseable {
  /** Administrator of {@code default}, and operator. */
  static final String BOOTSTRAP = key("bootstrap");

  static final ApiConfig UNLIMITED = limited(0, 0, 0, 0);

  static final Seals SEALS = new Seals(new SecretsKeys(new byte[32], null));

  static final String JSON = "application/json";

  final TestStore store;
  final NodeIndex node = new NodeIndex();
  final Contract contract;
  final ContractWatch watch;
  private int port;
  volatile boolean observe;
  volatile Duration later = Duration.ZERO;

  /** Waits until this node has applied a revision; a test may put something worse in its place. */
  volatile Function<Revision, Future<Void>> applied = this::applied;

  private final Nodes nodes;
  private final MessageRecordStore messages;

  /** How many message records the database did not take. */
  final AtomicInteger notKept = new AtomicInteger();

  private final IndexSource source;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ApiServer.Limits limits;
  private String deployed;
  private final HttpClient client = HttpClient.newHttpClient();

  TestApi() {
    this(new TestStore());
  }

  /**
   * @param privateUpstreams whether upstreams may be at addresses that are not public
   */
  TestApi(boolean privateUpstreams) {
    this(
        new TestStore(),
        new ApiServer.Limits(UNLIMITED, ApiServer.Limits.PATIENCE, privateUpstreams));
  }

  /**
   * @param store is closed with it
   */
  TestApi(TestStore store) {
    this(store, new ApiServer.Limits(UNLIMITED, ApiServer.Limits.PATIENCE, false));
  }

  TestApi(TestStore store, ApiServer.Limits limits) {
    this.store = store;
    this.limits = limits;
    this.contract = await(Contract.load(store.vertx));
    this.watch = new ContractWatch(contract);
    ThisNode self =
        new ThisNode(new ThisNode.Identity("self", "this node", "test"), node, this::now);
    this.nodes = new Nodes(store.vertx, new NodeStore(store.database), self);
    this.source = new IndexSource(store.database);
    this.messages = new MessageRecordStore(store.database);
    await(
        new FirstStart(store.database)
            .run(new FirstStart.Settings(null, null, null, null, sha256(BOOTSTRAP), false)));
    startServer();
  }

  void startServer() {
    AtomicInteger bound = new AtomicInteger();
    deployed = await(store.vertx.deployVerticle(server(bound)));
    port = bound.get();
  }

  /** Stops it in order. */
  void stopServer() {
    await(store.vertx.undeploy(deployed));
  }

  int port() {
    return port;
  }

  private ApiServer server(AtomicInteger bound) {
    return new ApiServer(
        new GatewayConfig.Listener("127.0.0.1", 0),
        Tls.off(),
        contract,
        new ApiServer.Given(
            node,
            this::now,
            new Numbering(),
            organisation -> observe,
            new ApiServer.Storage(
                store.database, new OperationStore(store.database), SEALS, sha256(BOOTSTRAP)),
            message ->
                messages.write(List.of(message)).onFailure(lost -> notKept.incrementAndGet()),
            new Spread(revision -> applied.apply(revision), nodes, waited -> {}),
            nodes,
            limits,
            new ApiMetrics(registry)),
        bound::set);
  }

  /** An API with these limits, behind no proxy. */
  static ApiConfig limited(int perSecond, int burst, int wrongPerSecond, int wrongBurst) {
    return new ApiConfig(
        new ApiConfig.RateLimit(perSecond, burst, wrongPerSecond, wrongBurst), List.of());
  }

  Instant now() {
    return Instant.now().plus(later);
  }

  /** A key of the right form that nobody else has. */
  static String key(String name) {
    return "rf_" + name.replace('-', '_') + "_" + "0123456789abcdef".repeat(2);
  }

  /** Makes an organisation with a key of these permissions; the index is loaded anew. */
  String organisation(String slug, String... permissions) {
    store.organisation(slug);
    addKey(slug, slug, null, permissions);
    return key(slug);
  }

  String addKey(String slug, String name, Instant expires, String... permissions) {
    store.sql(
        "INSERT INTO api_key (organisation_id, hash, name, permissions, expires_at) SELECT id, '"
            + sha256(key(name))
            + "', '"
            + name
            + "', '{"
            + String.join(",", permissions)
            + "}', "
            + (expires == null ? "NULL" : "'" + expires + "'")
            + " FROM organisation WHERE slug = '"
            + slug
            + "'");
    load();
    return key(name);
  }

  /** Loads the tables, as a node does at its start. */
  void load() {
    Heads heads = await(source.heads());
    IndexLoad load = new IndexLoad();
    await(source.load(load));
    List<Replica.Position> positions = new ArrayList<>();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      positions.add(new Replica.Position(heads.seq()[shard], heads.changeId()[shard]));
    }
    node.swap(new Replica(load.finish(), positions, node.counts()));
    node.confirmed(now());
  }

  private Future<Void> applied(Revision revision) {
    Replica replica = node.replica();
    return source
        .after(revision.shard(), replica.positions().get(revision.shard()).seq(), 1_000)
        .map(changes -> follow(replica, changes));
  }

  private Void follow(Replica replica, List<LoggedChange> changes) {
    for (LoggedChange change : changes) {
      replica.apply(change.revision(), change.changeId(), change.change());
    }
    return null;
  }

  Reply get(String key, String path, String... headers) {
    return send(key, "GET", path, null, headers);
  }

  Reply post(String key, String path, JsonObject body, String... headers) {
    return send(key, "POST", path, body.encode(), headers);
  }

  Reply patch(String key, String path, JsonObject body, String... headers) {
    return send(key, "PATCH", path, body.encode(), headers);
  }

  Reply delete(String key, String path, String... headers) {
    return send(key, "DELETE", path, null, headers);
  }

  /**
   * Sends a request and holds the reply against the contract.
   *
   * @param headers names and values by turns; a body is JSON unless they say otherwise
   */
  Reply send(String key, String method, String path, String body, String... headers) {
    Reply reply = exchange(key, method, path, body, headers);
    watch.check(method, URI.create(path).getRawPath(), reply);
    return reply;
  }

  /** As {@link #send}, without a look at the contract. */
  Reply exchange(String key, String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (body != null && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", JSON);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return reply(request.build());
  }

  private Reply reply(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /** A new ban, or allow, with these members set. */
  static JsonObject entry(String kind, String value, Map<String, Object> members) {
    JsonObject entry =
        new JsonObject().put("kind", kind).put("value", value).put("reason", "Spammer");
    members.forEach(entry::put);
    return entry;
  }

  static JsonObject phone(String value) {
    return entry("phone", value, Map.of());
  }

  /** Closes the way to the database, as if it were gone. */
  static void loseDatabase(TestApi api) {
    await(api.store.database.close());
  }

  /** Waits until something holds, for ten seconds at most. */
  static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not within 10 s");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Everything that a write could have changed, as one text. */
  String written() {
    return store
        .query(
            "SELECT count(*)::text FROM entry UNION ALL SELECT count(*)::text FROM audit_log"
                + " UNION ALL SELECT string_agg(seq::text, ' ' ORDER BY shard) FROM change_head")
        .toString();
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException never) {
      throw new AssertionError(never);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
