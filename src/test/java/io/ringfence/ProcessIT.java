package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway as a process: its demonstration, its refusals to start, its end. */
class ProcessIT {
  private static final Map<String, String> FREE_PORTS =
      Map.of(
          "RINGFENCE_EDGE_PORT", "0",
          "RINGFENCE_API_PORT", "0",
          "RINGFENCE_OPS_PORT", "0");

  @TempDir Path dir;

  @Test
  void theDemonstrationShowsABannedCallBeingRejectedAndAnotherForwarded() throws Exception {
    Jar.Ended demo = run(FREE_PORTS, "demo", "--once");

    assertEquals(0, demo.code(), demo.printed());
    assertTrue(demo.printed().contains("a banned number  +15005550006"), demo.printed());
    assertTrue(demo.printed().contains("Telnyx was told to reject 2 calls"), demo.printed());
    assertTrue(demo.printed().contains("the voice application received 1"), demo.printed());
  }

  @Test
  void aSecondDemonstrationFindsWhatTheFirstLeft() throws Exception {
    assertEquals(0, run(FREE_PORTS, "demo", "--once").code());

    Jar.Ended again = run(FREE_PORTS, "demo", "--once");

    assertEquals(0, again.code(), again.printed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RINGFENCE_EDGE_PORT | 70000 | edge.port",
        "RINGFENCE_EGDE_PORT | 1 | RINGFENCE_EGDE_PORT",
        "RINGFENCE_DATABASE_URL | mysql://localhost/x | database.url",
        "RINGFENCE_DATABASE_URL | nonsense | database.url",
        "RINGFENCE_DATABASE_EMBEDDED | never | database.url",
        "RINGFENCE_CONFIG | /does/not/exist.yaml | /does/not/exist.yaml",
      })
  void refusesToStartWithOneLineNamingWhatIsWrong(String variable, String value, String named)
      throws Exception {
    Jar.Ended serve = run(Map.of(variable.strip(), value.strip()), "serve");

    assertEquals(78, serve.code(), serve.printed());
    assertEquals(1, serve.printed().strip().lines().count(), serve.printed());
    assertTrue(serve.printed().contains(named.strip()), serve.printed());
  }

  @Test
  void refusesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Map<String, String> ports =
          Map.of(
              "RINGFENCE_EDGE_PORT", port,
              "RINGFENCE_EDGE_HOST", "127.0.0.1",
              "RINGFENCE_API_PORT", "0",
              "RINGFENCE_OPS_PORT", "0");

      Jar.Ended serve = run(ports, "serve");

      assertEquals(78, serve.code(), serve.printed());
      assertTrue(serve.printed().contains("edge.port: " + port + " is taken"), serve.printed());
      assertFalse(serve.printed().contains("\tat "), serve.printed());
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "serve", "demo", "simulate", "ban", "unban", "migrate"})
  void everyCommandHasHelp(String command) throws Exception {
    Jar.Ended help = command.isEmpty() ? run(Map.of(), "--help") : run(Map.of(), command, "--help");

    assertEquals(0, help.code(), help.printed());
    assertTrue(help.printed().contains("Usage: ringfence"), help.printed());
  }

  @Test
  void anUnknownOptionIsAUsageError() throws Exception {
    assertEquals(2, run(Map.of(), "ban", "--nonsense").code());
  }

  @Test
  void aCommandWithoutAGatewaySaysSo() throws Exception {
    Jar.Ended ban = run(Map.of(), "ban", "+15005550006", "--reason", "x");

    assertEquals(69, ban.code(), ban.printed());
    assertEquals(1, ban.printed().strip().lines().count(), ban.printed());
  }

  @Test
  void stopsInOrderWhenItIsAskedTo() throws Exception {
    Process serve = start(FREE_PORTS, "serve");
    Path ports = dir.resolve("data/ports.json");
    GatewayFixture.eventuallyLong(() -> Files.exists(ports) || !serve.isAlive());
    assertTrue(serve.isAlive(), () -> Jar.printed(serve));

    serve.destroy();

    assertTrue(serve.waitFor(60, TimeUnit.SECONDS), "it does not stop");
    assertFalse(Files.exists(ports));
  }

  @Test
  void aSignalDuringTheStartLeavesNoPostgresqlBehind() throws Exception {
    Process serve = start(FREE_PORTS, "serve");
    Path note = dir.resolve("data/postgres/postgres/data/postmaster.pid");
    GatewayFixture.eventuallyLong(() -> contents(note).contains("ready") || !serve.isAlive());

    serve.destroy();

    assertTrue(serve.waitFor(60, TimeUnit.SECONDS), "it does not stop");
    // Not the process: in a container nobody may reap it.
    assertFalse(Files.exists(note), "PostgreSQL goes on");
  }

  @Test
  void migratingADatabaseThatIsDownSaysSo() throws Exception {
    Jar.Ended migrate =
        run(Map.of("RINGFENCE_DATABASE_URL", "postgresql://a:hidden@127.0.0.1:1/x"), "migrate");

    assertEquals(69, migrate.code(), migrate.printed());
    assertEquals(1, migrate.printed().strip().lines().count(), migrate.printed());
    assertFalse(migrate.printed().contains("hidden"), migrate.printed());
  }

  @Test
  void aSecondGatewayInTheSameDirectoryIsRefused() throws Exception {
    Process first = start(FREE_PORTS, "serve");
    Path ports = dir.resolve("data/ports.json");
    GatewayFixture.eventuallyLong(() -> Files.exists(ports) || !first.isAlive());

    Jar.Ended second = run(FREE_PORTS, "serve");

    assertEquals(78, second.code(), second.printed());
    assertTrue(second.printed().contains("data.dir: another gateway is running"), second.printed());
    first.destroy();
    assertTrue(first.waitFor(60, TimeUnit.SECONDS));
  }

  private static String contents(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException goneAgain) {
      return "";
    }
  }

  private Jar.Ended run(Map<String, String> environment, String... arguments) throws Exception {
    return new Jar(dir, environment).run(arguments);
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    return new Jar(dir, environment).start(arguments);
  }
}
