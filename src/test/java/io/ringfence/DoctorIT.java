package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.ApplicationsApi;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.TelnyxStandIn;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.Pgbouncer;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TestServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of real things that are not as they should be. */
class DoctorIT {
  private static GatewayFixture gate;
  private static String database;

  @TempDir Path dir;
  private TelnyxStandIn telnyx;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
    database = gate.url(gate.database.port());
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  /** Each test has an account of its own. */
  @BeforeEach
  void open() {
    telnyx = telnyx(gate.clock);
  }

  private static TelnyxStandIn telnyx(InstantSource clock) {
    return GatewayFixture.await(TelnyxStandIn.start(gate.vertx, GatewayFixture.API_KEY, clock));
  }

  /** What it says and how it ended. */
  private record Seen(int code, JsonObject report) {
    /** The first finding of that name with that status. */
    private JsonObject the(String status, String name) {
      return all(status)
          .filter(one -> one.getString("name").equals(name))
          .findAny()
          .orElseThrow(() -> new AssertionError(name + " is not " + status + ": " + report));
    }

    private Stream<JsonObject> all(String status) {
      return report.getJsonArray("findings").stream()
          .map(JsonObject.class::cast)
          .filter(one -> one.getString("status").equals(status));
    }
  }

  private Seen look(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "database.url",
                database,
                "telnyx.api_key",
                GatewayFixture.API_KEY,
                "telnyx.public_keys",
                gate.key.publicKey(),
                "upstream.url",
                gate.voice.webhook().toString()));
    all.addAll(List.of(settings));
    return seen(new TelnyxAccount(telnyx, dir, all.toArray(String[]::new)));
  }

  private static Seen seen(TelnyxAccount operator) {
    Jar.Ended ended = operator.run("doctor", "--json");
    assertFalse(ended.printed().contains(GatewayFixture.API_KEY), ended.printed());
    return new Seen(ended.code(), new JsonObject(ended.printed()));
  }

  private JsonObject attached(String id) {
    return ApplicationsApi.application(id, "https://gate.example.com/webhooks/telnyx")
        .put("webhook_event_failover_url", "https://voice.example.com/telnyx");
  }

  @Test
  void findsAllWellBesideAGatewayAndDoesNotDisturbIt() throws Exception {
    Path directory = gate.temporary();
    Gateway node = gate.startNode(directory);
    node.announce();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    telnyx.applications().put(attached("1"));
    telnyx.applications().putNumber(GatewayFixture.LINE, "1");
    telnyx.applications().signsWith(gate.key.publicKey());
    TelnyxAccount operator =
        new TelnyxAccount(
            telnyx,
            dir,
            "database.url",
            database,
            "data.dir",
            directory.toString(),
            "telnyx.api_key",
            GatewayFixture.API_KEY,
            "telnyx.public_keys",
            gate.key.publicKey(),
            "upstream.url",
            gate.voice.webhook().toString());
    int calls = gate.voice.received().size();
    GatewayFixture.eventually(() -> node.awaitLoaded(1, java.util.concurrent.TimeUnit.SECONDS));

    Seen seen = seen(operator);

    assertEquals(0, seen.all("fail").count(), seen.report.encodePrettily());
    seen.the("ok", "database");
    seen.the("ok", "database_login");
    seen.the("ok", "database_notify");
    seen.the("ok", "database_schema");
    seen.the("ok", "clock_database");
    seen.the("ok", "clock_telnyx");
    seen.the("ok", "data_dir");
    seen.the("ok", "node_id");
    seen.the("ok", "secret_files");
    seen.the("ok", "telnyx_application");
    seen.the("ok", "telnyx_signing_key");
    seen.the("ok", "telnyx_numbers");
    seen.the("ok", "upstream");
    seen.the("ok", "gateway");
    assertEquals(calls, gate.voice.received().size());
    assertEquals(200, gate.deliver(gate.call("+15005550051")).statusCode());
    gate.stopNode(gate.nodes.indexOf(node));
  }

  @Test
  void tellsPeopleWhatToDo() {
    Jar.Ended ended =
        new TelnyxAccount(telnyx, dir, "database.url", "postgresql://a:b@127.0.0.1:1/c")
            .run("doctor");

    assertEquals(1, ended.code(), ended.printed());
    assertTrue(ended.printed().contains("fail     database  "), ended.printed());
    assertTrue(ended.printed().contains("-> Check that it runs"), ended.printed());
    assertTrue(ended.printed().contains("1 failing"), ended.printed());
  }

  @Test
  void aConfigurationThatCannotBeReadIsAFinding() {
    Seen unknown = look("database.uri", "x");
    Seen noAddress = look("database.url", "mysql://x");

    assertEquals(1, unknown.code);
    assertTrue(unknown.the("fail", "configuration").getString("found").contains("database.uri"));
    assertTrue(noAddress.the("fail", "configuration").getString("found").contains("database.url"));
  }

  @Test
  void warnsOfSecretsThatOthersMayRead() throws Exception {
    TelnyxAccount operator =
        new TelnyxAccount(telnyx, dir, "telnyx.api_key", GatewayFixture.API_KEY);
    Files.setPosixFilePermissions(operator.config, PosixFilePermissions.fromString("rw-r--r--"));
    Files.createDirectories(operator.dataDir);
    Path key = Files.writeString(operator.dataDir.resolve("admin-key"), "rf_x");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(operator.dataDir.resolve("node-id"), "torn");

    Seen seen = seen(operator);

    seen.the("warn", "configuration");
    assertTrue(seen.the("warn", "secret_files").getString("found").contains("admin-key"));
    seen.the("fail", "node_id");
    seen.the("skipped", "database");
  }

  @Test
  void onlyWarningsHaveAnExitCodeOfTheirOwn() {
    Seen seen = look();

    assertEquals(0, seen.all("fail").count(), seen.report.encodePrettily());
    assertEquals(3, seen.code);
    assertEquals("warn", seen.report.getString("status"));
    seen.the("warn", "data_dir");
    seen.the("warn", "telnyx_applications");
  }

  @Test
  void namesWhatALoginLacks() throws Exception {
    DatabaseAddress migrated = PostgresFixture.migrated();
    DatabaseAddress empty = PostgresFixture.empty();
    try {
      sql(migrated, "CREATE ROLE doctor_nobody LOGIN PASSWORD 'nobody'");

      Seen notOwner = look("database.url", asNobody(migrated, "nobody"));
      Seen noSchema = look("database.url", asNobody(empty, "nobody"));
      Seen wrong = look("database.url", asNobody(migrated, "wrong"));

      assertTrue(
          notOwner.the("fail", "database_login").getString("found").contains("does not own"));
      assertTrue(
          noSchema.the("fail", "database_login").getString("found").contains("may not make"));
      JsonObject login = wrong.the("fail", "database");
      assertTrue(login.getString("what_to_do").contains("refuses the login"), login.encode());
      assertFalse(login.encode().contains("wrong"), login.encode());
    } finally {
      sql(migrated, "DROP ROLE IF EXISTS doctor_nobody");
    }
  }

  private static String asNobody(DatabaseAddress address, String password) {
    return String.format(
        "postgresql://doctor_nobody:%s@%s:%d/%s",
        password, address.host(), address.port(), address.database());
  }

  private static void sql(DatabaseAddress address, String statement) throws SQLException {
    try (Connection connection = PostgresFixture.connect(address);
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  @Test
  void seesASchemaOfAnEarlierVersion() throws Exception {
    DatabaseAddress migrated = PostgresFixture.migrated();
    sql(
        migrated,
        "DELETE FROM ringfence.flyway_schema_history WHERE installed_rank ="
            + " (SELECT max(installed_rank) FROM ringfence.flyway_schema_history"
            + " WHERE version IS NOT NULL)");

    Seen seen = look("database.url", GatewayFixture.url(migrated));

    assertTrue(seen.the("warn", "database_schema").getString("found").contains("1 migrations"));
  }

  @Test
  void seesAServerThatMayLoseWhatItPromises() {
    try (TestServer server = TestServer.start("fsync=off", "synchronous_standby_names=away")) {
      Seen seen =
          look(
              "database.url",
              "postgresql://postgres@127.0.0.1:" + server.address().port() + "/ringfence");

      assertEquals(1, seen.code);
      assertEquals("fsync is off", seen.the("fail", "database_durability").getString("found"));
      seen.the("fail", "database_replication");
      seen.the("ok", "database_notify");
    }
  }

  @Test
  void namesAPoolerThatTheAddressDoesNotName() {
    Assumptions.assumeTrue(Pgbouncer.isHere());
    try (Pgbouncer pooler = Pgbouncer.start(gate.database)) {
      String unsaid = gate.url(pooler.address(false).port());

      Seen seen = look("database.url", unsaid);
      Seen said = look("database.url", unsaid + "?pooler=transaction");

      assertTrue(seen.the("fail", "database").getString("found").contains("?pooler=transaction"));
      said.the("ok", "database");
      said.the("ok", "database_notify");
      said.the("skipped", "database_schema");
    }
  }

  @Test
  void seesAKeyThatTelnyxDoesNotTake() {
    Seen seen = look("telnyx.api_key", "KEY-that-is-wrong");

    JsonObject api = seen.the("fail", "telnyx_api");
    assertTrue(api.getString("found").contains("401"), api.encode());
    assertFalse(seen.report.encode().contains("KEY-that"), api.encode());
  }

  @Test
  void seesAPublicKeyThatIsNone() {
    Seen seen = look("telnyx.public_keys", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    assertNotNull(seen.the("fail", "telnyx_public_keys").getString("what_to_do"));
  }

  @Test
  void seesThatTelnyxSignsWithAnotherKey() {
    String other = SigningKey.generate().publicKey();
    telnyx.applications().signsWith(other);

    Seen seen = look();

    assertTrue(seen.the("fail", "telnyx_signing_key").getString("found").contains(other));
  }

  @Test
  void seesAClockThatIsOff() {
    telnyx = telnyx(() -> InstantSource.system().instant().plus(Duration.ofSeconds(400)));

    Seen seen = look();

    assertTrue(seen.the("fail", "clock_telnyx").getString("what_to_do").contains("401"));
  }

  @Test
  void seesWhatIsNotSetAtTelnyx() {
    JsonObject application =
        attached("1")
            .put("webhook_event_failover_url", "")
            .put("webhook_api_version", "1")
            .put("webhook_timeout_secs", 1)
            .put("active", false);
    application
        .getJsonObject("inbound")
        .put("shaken_stir_enabled", false)
        .put("sip_subdomain_receive_settings", "from_anyone");
    telnyx.applications().put(application);
    telnyx.applications().put(ApplicationsApi.application("2", "https://voice.example.com/x"));
    telnyx.applications().putNumber(GatewayFixture.LINE, "1");
    for (int i = 0; i < 300; i++) {
      telnyx.applications().putNumber(String.format("+1500556%04d", i), "2");
    }

    Seen seen = look();

    assertEquals(5, seen.all("warn").filter(DoctorIT::isOfApplication).count());
    seen.the("fail", "telnyx_application");
    String numbers = seen.the("warn", "telnyx_numbers").getString("found");
    assertTrue(numbers.startsWith("300 of 301 numbers do not"), numbers);
    assertTrue(numbers.contains("…0000"), numbers);
    assertFalse(numbers.contains("+1500556"), numbers);
  }

  private static boolean isOfApplication(JsonObject finding) {
    return finding.getString("name").equals("telnyx_application");
  }

  @Test
  void seesUpstreamsThatCannotBeReached() throws Exception {
    DatabaseAddress copy = PostgresFixture.migrated();
    sql(
        copy,
        "WITH o AS (INSERT INTO ringfence.organisation (slug, name, default_region)"
            + " VALUES ('o', 'o', 'US') RETURNING id), a AS (INSERT INTO ringfence.account"
            + " (organisation_id, slug) SELECT id, 'a' FROM o RETURNING id, organisation_id)"
            + " INSERT INTO ringfence.line (organisation_id, account_id, connection_id,"
            + " upstream_url) SELECT organisation_id, id, '1', 'http://10.0.0.1/near' FROM a");
    String at = GatewayFixture.url(copy);

    Seen dead = look("database.url", at, "upstream.url", "http://127.0.0.1:1/telnyx");
    Seen loop = look("upstream.url", "https://gate.example.com/webhooks/telnyx");
    Seen plain = look("upstream.url", gate.voice.webhook().toString().replace("http:", "https:"));

    assertTrue(dead.the("fail", "upstream_of_line").getString("found").contains("not public"));
    assertTrue(dead.the("fail", "upstream").getString("what_to_do").contains("502"));
    assertTrue(loop.the("fail", "upstream").getString("found").contains("circles"));
    plain.the("fail", "upstream");
  }

  @Test
  void theCommandLineItselfIsChecked() {
    TelnyxAccount operator = new TelnyxAccount(telnyx, dir);

    assertEquals(2, operator.run("doctor", "--xml").code());
    Jar.Ended help = operator.run("doctor", "--help");
    assertEquals(0, help.code());
    assertTrue(help.printed().contains("Exit codes:"), help.printed());
  }
}
