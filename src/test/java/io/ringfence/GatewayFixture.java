package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Secret;
import io.ringfence.secrets.Seals;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.TelnyxStandIn;
import io.ringfence.standin.VoiceApplication;
import io.ringfence.standin.WebhookSender;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.PostgresFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Whole gateways on free ports, with a real PostgreSQL and with stand-ins for Telnyx and the voice
 * application.
 */
final class GatewayFixture implements AutoCloseable {
  static final String LINE = "+15005550001";
  static final String API_KEY = "KEY-of-the-tests";
  static final String SECRETS_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
  static final String ADMIN_KEY = "rf_0123456789_0123456789_0123456789_0123";

  final Vertx vertx = Vertx.vertx();
  final SigningKey key = SigningKey.generate();
  final InstantSource clock = InstantSource.system();
  final TelnyxStandIn telnyx;
  final VoiceApplication voice;
  final WebhookSender sender = new WebhookSender(vertx, key, clock);
  final HttpClient http = HttpClient.newHttpClient();
  final DatabaseAddress database = PostgresFixture.migrated();
  final List<Gateway> nodes = new ArrayList<>();
  private final Map<String, String> settings = new HashMap<>();
  private final List<Path> directories = new ArrayList<>();

  GatewayFixture(String... overrides) {
    telnyx = await(TelnyxStandIn.start(vertx, API_KEY, clock));
    voice = await(VoiceApplication.start(vertx, clock));
    settings.put("RINGFENCE_DATABASE_URL", url(database.port()));
    settings.put("RINGFENCE_EDGE_HOST", "127.0.0.1");
    settings.put("RINGFENCE_EDGE_PORT", "0");
    settings.put("RINGFENCE_API_PORT", "0");
    settings.put("RINGFENCE_OPS_PORT", "0");
    settings.put("RINGFENCE_SECRETS_KEY", SECRETS_KEY);
    settings.put("RINGFENCE_BOOTSTRAP_KEY", ADMIN_KEY);
    settings.put("RINGFENCE_TELNYX_PUBLIC_KEYS", key.publicKey());
    settings.put("RINGFENCE_TELNYX_API_KEY", API_KEY);
    settings.put("RINGFENCE_TELNYX_API_URL", telnyx.apiUrl().toString());
    settings.put("RINGFENCE_UPSTREAM_URL", voice.webhook().toString());
    for (int i = 0; i < overrides.length; i += 2) {
      settings.put(overrides[i], overrides[i + 1]);
    }
  }

  /** A gateway that has loaded its list. */
  static GatewayFixture running(String... overrides) {
    GatewayFixture fixture = new GatewayFixture(overrides);
    Gateway first = fixture.startNode();
    assertTrue(first.awaitLoaded(60, TimeUnit.SECONDS), "nothing was loaded");
    fixture.telnyx.sendEvents(fixture.sender, fixture.webhook(0));
    return fixture;
  }

  /** For nodes started from now on. */
  void set(String variable, String value) {
    settings.put(variable, value);
  }

  /** The same fixture with its database behind something that can be cut. */
  TcpProxy behindProxy() {
    TcpProxy proxy = TcpProxy.before(vertx, database.host(), database.port());
    settings.put("RINGFENCE_DATABASE_URL", url(proxy.port()));
    return proxy;
  }

  /** The fixture's database by another port. */
  String url(int port) {
    return url(database, port);
  }

  static String url(DatabaseAddress address) {
    return url(address, address.port());
  }

  private static String url(DatabaseAddress address, int port) {
    return String.format(
        "postgresql://%s:%s@%s:%d/%s",
        address.user(), address.password(), address.host(), port, address.database());
  }

  /**
   * One more node on the same database.
   *
   * @param overrides of this node only, names and values by turns
   */
  Gateway startNode(String... overrides) {
    return startIn(temporary(), Gateway.Extras.NONE, overrides);
  }

  /** One more node, with the files that another may have left. */
  Gateway startNode(Path directory) {
    return startIn(directory, Gateway.Extras.NONE);
  }

  /** A node that finds what an earlier one left in its directory. */
  Gateway startIn(Path directory, Gateway.Extras extras, String... overrides) {
    Map<String, String> environment = environment(directory, overrides);
    Gateway node = Gateway.start(GatewayConfig.read(empty(directory), environment), extras);
    nodes.add(node);
    return node;
  }

  /** Stops a node in order, as its operator would. */
  void stopNode(int node) {
    nodes.remove(node).stop();
  }

  /** One more node, as a process of its own that a test may stop, freeze and kill. */
  Process startProcess(String... overrides) {
    Path directory = temporary();
    try {
      Path log = directory.resolve("log");
      return new Jar(directory, environment(directory, overrides)).start(log, "serve");
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private Map<String, String> environment(Path directory, String... overrides) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("RINGFENCE_DATA_DIR", directory.toString());
    for (int i = 0; i < overrides.length; i += 2) {
      environment.put(overrides[i], overrides[i + 1]);
    }
    return environment;
  }

  URI webhook(int node) {
    return URI.create("http://127.0.0.1:" + nodes.get(node).ports().edge() + "/webhooks/telnyx");
  }

  URI api(String path) {
    return api(0, path);
  }

  URI api(int node, String path) {
    return URI.create("http://127.0.0.1:" + nodes.get(node).ports().api() + path);
  }

  URI ops(String path) {
    return ops(0, path);
  }

  URI ops(int node, String path) {
    return URI.create("http://127.0.0.1:" + nodes.get(node).ports().ops() + path);
  }

  SimulatedCall call(String from) {
    SimulatedCall call = SimulatedCall.begin(from, LINE, clock.instant());
    telnyx.knows(call);
    return call;
  }

  /** One delivery of a call's first event, without Telnyx's own time-out. */
  HttpResponse<String> deliver(SimulatedCall call) {
    return deliver(0, call);
  }

  HttpResponse<String> deliver(int node, SimulatedCall call) {
    return send(signed(webhook(node), call.initiated(1, "test").getBytes()).build());
  }

  /** A webhook with Telnyx's headers and a right signature. */
  HttpRequest.Builder signed(URI webhook, byte[] body) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    return HttpRequest.newBuilder(webhook)
        .header("Content-Type", "application/json")
        .header("User-Agent", "telnyx-webhooks")
        .header("telnyx-timestamp", timestamp)
        .header("telnyx-signature-ed25519", key.sign(timestamp, body))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Makes an entry through the API: {@code /v1/bans} or {@code /v1/allows}. */
  JsonObject add(String path, String kind, String value) {
    JsonObject body =
        new JsonObject().put("kind", kind).put("value", value).put("reason", "for a test");
    HttpResponse<String> answer =
        send(asAdmin(api(path)).POST(HttpRequest.BodyPublishers.ofString(body.encode())).build());
    assertEquals(201, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  void ban(String number) {
    add("/v1/bans", "phone", number);
  }

  /** A request to the API with the administrator's key. */
  static HttpRequest.Builder asAdmin(URI uri) {
    return HttpRequest.newBuilder(uri)
        .header("Authorization", "Bearer " + ADMIN_KEY)
        .header("Content-Type", "application/json");
  }

  HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).build());
  }

  /** A node's metric by its name and tags as they are written; 0 if there is none. */
  double metric(int node, String name) {
    return get(ops(node, "/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /** What a node's health says of one thing. */
  JsonObject check(int node, String name) {
    return new JsonObject(get(ops(node, "/health/ready")).body())
        .getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> check.getString("name").equals(name))
            .findAny()
            .orElseThrow();
  }

  /** Plain SQL, as an operator would type it. */
  void sql(String statement) {
    try (Connection connection = connect();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException wrong) {
      throw new AssertionError(statement, wrong);
    }
  }

  /** Stores an account's API key as a node with that secrets.key would. */
  void storeApiKey(String slug, String secretsKey, String apiKey) {
    String account = "ringfence.account WHERE slug = '" + slug + "'";
    Seals seals = new Seals(new SecretsKeys(Base64.getDecoder().decode(secretsKey), null));
    byte[] sealed = seals.seal(new Secret(apiKey), rows("SELECT public_id FROM " + account).get(0));
    sql(
        "UPDATE ringfence.account SET api_key_sealed = '\\x"
            + HexFormat.of().formatHex(sealed)
            + "' WHERE slug = '"
            + slug
            + "'");
  }

  /** The rows of a query, their columns joined by a space. */
  List<String> rows(String query) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement run = connection.createStatement();
        ResultSet result = run.executeQuery(query)) {
      while (result.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(result.getString(i));
        }
        rows.add(String.join(" ", columns));
      }
      return rows;
    } catch (SQLException wrong) {
      throw new AssertionError(query, wrong);
    }
  }

  /** The outcomes recorded of a call, once there is one. */
  List<String> records(SimulatedCall call) {
    String query =
        "SELECT outcome FROM ringfence.call_record WHERE call_control_id = '"
            + call.callControlId()
            + "'";
    eventually(() -> !rows(query).isEmpty());
    return rows(query);
  }

  private Connection connect() throws SQLException {
    return PostgresFixture.connect(database);
  }

  /** Waits until something holds, for a minute at most. */
  static void eventually(BooleanSupplier condition) {
    within(60, condition);
  }

  /** The same for what takes a process its start. */
  static void eventuallyLong(BooleanSupplier condition) {
    within(180, condition);
  }

  private static void within(int seconds, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not within " + seconds + " s");
      LockSupport.parkNanos(5_000_000);
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** A directory that goes when the fixture does. */
  Path temporary() {
    try {
      Path directory = Files.createTempDirectory("ringfence-test");
      directories.add(directory);
      return directory;
    } catch (IOException full) {
      throw new AssertionError(full);
    }
  }

  private static Path empty(Path directory) {
    try {
      return Files.writeString(directory.resolve("ringfence.yaml"), "");
    } catch (IOException full) {
      throw new AssertionError(full);
    }
  }

  @Override
  public void close() {
    nodes.forEach(Gateway::stop);
    await(vertx.close());
    for (Path directory : directories) {
      Directories.remove(directory);
    }
  }
}
