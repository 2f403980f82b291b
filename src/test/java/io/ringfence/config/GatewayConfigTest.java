package io.ringfence.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.IpRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
  private static final String KEY = "ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=";

  @TempDir Path dir;

  @Test
  void hasADefaultForEverythingThatNeedsOne() {
    GatewayConfig config = read("");

    assertEquals(new GatewayConfig.Listener("0.0.0.0", 8080), config.listeners().edge());
    assertEquals(new GatewayConfig.Listener("127.0.0.1", 8081), config.listeners().api());
    assertEquals(new GatewayConfig.Listener("127.0.0.1", 9090), config.listeners().ops());
    assertEquals(new ApiConfig.RateLimit(100, 1_000, 10, 100), config.api().rateLimit());
    assertEquals(List.of(), config.api().trustedProxies());
    assertTrue(config.database().embedded());
    assertNull(config.upstream().url());
    assertEquals(Duration.ofSeconds(30), config.upstream().timeout());
    assertTrue(config.calls().forwardUnloaded());
  }

  @Test
  void theFileInTheProjectSaysWhatHoldsWithoutIt() {
    GatewayConfig documented = GatewayConfig.read(Path.of("config", "ringfence.yaml"), Map.of());

    assertEquals(read("").toString(), documented.toString());
  }

  @Test
  void theFileInTheProjectNamesEveryKey() throws IOException {
    String file = Files.readString(Path.of("config", "ringfence.yaml"));

    for (Key key : Key.values()) {
      String last = key.path().substring(key.path().lastIndexOf('.') + 1);
      assertTrue(file.contains(last + ":"), key.path());
    }
  }

  @Test
  void theEnvironmentWinsOverTheFile() {
    GatewayConfig config = read("edge: {port: 1000}\n", "RINGFENCE_EDGE_PORT", "2000");

    assertEquals(2000, config.listeners().edge().port());
  }

  @Test
  void aListenerHasACertificateWithItsKeyOrNeither() {
    GatewayConfig config = read("api: {tls: {cert: /c.pem}}\n", "RINGFENCE_API_TLS_KEY", "/k.pem");

    assertEquals("https", config.listeners().api().scheme());
    assertEquals(Path.of("/k.pem"), config.listeners().api().tls().key());
    assertEquals("http", config.listeners().edge().scheme());
    ConfigFailed half =
        assertThrows(ConfigFailed.class, () -> read("edge: {tls: {key: /k.pem}}\n"));
    assertTrue(half.getMessage().contains("edge.tls.cert is not"), half.getMessage());
  }

  @Test
  void anEmptyVariableIsNotSet() {
    assertEquals(
        1000, read("edge: {port: 1000}\n", "RINGFENCE_EDGE_PORT", "").listeners().edge().port());
  }

  @Test
  void publicKeysAreAListInTheFileAndCommaSeparatedInTheEnvironment() {
    String file = "telnyx: {public_keys: ['" + KEY + "', '" + KEY + "']}\n";

    assertEquals(List.of(KEY, KEY), read(file).telnyx().publicKeys());
    assertEquals(
        List.of(KEY, KEY),
        read("", "RINGFENCE_TELNYX_PUBLIC_KEYS", KEY + ", " + KEY).telnyx().publicKeys());
  }

  @Test
  void trustedProxiesAreAddressesAndBlocks() {
    List<IpRange> proxies = List.of(IpRange.parse("10.0.0.5"), IpRange.parse("2001:db8::/64"));

    assertEquals(
        proxies,
        read("api: {trusted_proxies: [10.0.0.5, '2001:db8::/64']}\n").api().trustedProxies());
    assertEquals(
        proxies,
        read("", "RINGFENCE_API_TRUSTED_PROXIES", "10.0.0.5, 2001:db8::/64")
            .api()
            .trustedProxies());
  }

  @Test
  void aSecretCanComeFromAFile() throws IOException {
    Path secret = Files.writeString(dir.resolve("api-key"), "KEY0123\n");

    GatewayConfig config = read("", "RINGFENCE_TELNYX_API_KEY_FILE", secret.toString());

    assertEquals("KEY0123", config.telnyx().apiKey().reveal());
  }

  @Test
  void neverPrintsASecret() {
    GatewayConfig config =
        read(
            "",
            "RINGFENCE_TELNYX_API_KEY",
            "KEY0123",
            "RINGFENCE_DATABASE_URL",
            "postgresql://u:hunter2@h/d",
            "RINGFENCE_BOOTSTRAP_KEY",
            "rf_0123456789012345678901234567890123456789",
            "RINGFENCE_OPS_TOKEN",
            "token-of-the-operators");

    String printed = config.toString();

    assertFalse(printed.contains("KEY0123"));
    assertFalse(printed.contains("hunter2"));
    assertFalse(printed.contains("rf_0"));
    assertFalse(printed.contains("token-of"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RINGFENCE_EDGE_PORT | 70000 | edge.port: '70000' is not a port",
        "RINGFENCE_EDGE_PORT | http | edge.port: 'http' is not a port",
        "RINGFENCE_OBSERVE | yes | observe: 'yes' is not one of false, true",
        "RINGFENCE_WHEN_UNLOADED | reject | when_unloaded: 'reject' is not one of",
        "RINGFENCE_REJECT_CAUSE | BUSY | reject.cause: 'BUSY' is not one of",
        "RINGFENCE_DEFAULT_REGION | UK | default_region: 'UK' is not a region",
        "RINGFENCE_UPSTREAM_TIMEOUT | 30 | upstream.timeout: '30' is not a duration",
        "RINGFENCE_UPSTREAM_TIMEOUT | 0s | upstream.timeout: '0s' is not longer than nothing",
        "RINGFENCE_UPSTREAM_TIMEOUT | 30d | upstream.timeout: '30d' is not at most 60s",
        "RINGFENCE_UPSTREAM_CONNECT_TIMEOUT | 30d | upstream.connect_timeout: '30d' is not at most",
        "RINGFENCE_UPSTREAM_URL | http://a:99999/ | upstream.url: 'http://a:99999/' is not an address",
        "RINGFENCE_API_TRUSTED_PROXIES | proxy.lan | api.trusted_proxies: 'proxy.lan' is not a list",
        "RINGFENCE_API_TRUSTED_PROXIES | 0.0.0.0/0 | api.trusted_proxies: '0.0.0.0/0' is not a list",
        "RINGFENCE_TELNYX_API_KEY | KEY 1 | telnyx.api_key: the value given is not one word",
        "RINGFENCE_UPSTREAM_URL | ftp://a/b | upstream.url: 'ftp://a/b' is not an address",
        "RINGFENCE_UPSTREAM_URL | a b | upstream.url: 'a b' is not an address",
        "RINGFENCE_TELNYX_PUBLIC_KEYS | abcd | telnyx.public_keys: 'abcd' is not the Base64",
        "RINGFENCE_DATABASE_EMBEDDED | never | database.url is not set",
        "RINGFENCE_DATABASE_FOLLOW_URL | postgresql://u@h/d | database.url is not",
        "RINGFENCE_BOOTSTRAP_KEY | rf_short | bootstrap.key: the value given is not rf_",
        "RINGFENCE_SECRETS_KEY | c2hvcnQ= | secrets.key: the value given is not the Base64",
        "RINGFENCE_OPS_TOKEN | short | ops.token: the value given is not at least 16 characters",
        "RINGFENCE_DATA_SNAPSHOT_INTERVAL | 5 | data.snapshot_interval: '5' is not a duration",
        "RINGFENCE_EGDE_PORT | 1 | there is no variable RINGFENCE_EGDE_PORT",
        "RINGFENCE_TELNYX_API_KEY_FILE | /does/not/exist | cannot be read",
      })
  void refusesAVariableNamingItAndItsValue(String variable, String value, String said) {
    ConfigFailed failed =
        assertThrows(ConfigFailed.class, () -> read("", variable.strip(), value.strip()));

    assertTrue(failed.getMessage().contains(said.strip()), failed.getMessage());
    assertFalse(failed.getMessage().contains("\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "egde: {port: 1}\n",
        "edge: {prot: 1}\n",
        "edge: {port: {a: 1}}\n",
        "edge: {port: 1, port: 2}\n",
        "edge: [1\n",
        "just text\n"
      })
  void refusesAFileThatIsWrong(String yaml) {
    ConfigFailed failed = assertThrows(ConfigFailed.class, () -> read(yaml));

    assertTrue(failed.getMessage().contains("ringfence.yaml"), failed.getMessage());
    assertFalse(failed.getMessage().contains("\n"));
  }

  @Test
  void refusesANamedFileThatIsAbsent() {
    Path absent = dir.resolve("absent.yaml");

    ConfigFailed failed =
        assertThrows(ConfigFailed.class, () -> GatewayConfig.read(absent, Map.of()));

    assertTrue(failed.getMessage().contains("absent.yaml"));
  }

  private GatewayConfig read(String yaml, String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    try {
      return GatewayConfig.read(
          Files.writeString(dir.resolve("ringfence.yaml"), yaml), Map.copyOf(variables));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
