package io.ringfence.config;

import io.ringfence.domain.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything the gateway is told at start. Each key, its default and what it does stand in {@code
 * config/ringfence.yaml}.
 */
public record GatewayConfig(
    Listeners listeners,
    ApiConfig api,
    Database database,
    Telnyx telnyx,
    Upstream upstream,
    Calls calls,
    Records records,
    Node node) {

  /**
   * A host to bind and a port, 0 for any free one.
   *
   * @param tls or null: then plain HTTP
   */
  public record Listener(String host, int port, Tls tls) {
    public Listener(String host, int port) {
      this(host, port, null);
    }

    /** What addresses of this listener begin with. */
    public String scheme() {
      return tls == null ? "http" : "https";
    }
  }

  /** A certificate with its chain, and its key: files in PEM. */
  public record Tls(Path cert, Path key) {}

  /**
   * @param opsToken what lets in to the ops listener from another machine, or null: then nothing
   *     does
   */
  public record Listeners(Listener edge, Listener api, Listener ops, Secret opsToken) {}

  /**
   * @param url a {@code postgresql://} address, or null
   * @param followUrl the address of a standby to read the list from, or null: then it is read where
   *     it is written
   * @param embedded whether a gateway without an address may run a PostgreSQL of its own
   */
  public record Database(Secret url, Secret followUrl, boolean embedded) {}

  /**
   * @param publicKeys Base64, 32 bytes each; empty if not configured
   * @param apiKey or null
   * @param unsignedTexml whether a request for TeXML without any signature is let in
   */
  public record Telnyx(List<String> publicKeys, Secret apiKey, URI apiUrl, boolean unsignedTexml) {
    public Telnyx {
      publicKeys = List.copyOf(publicKeys);
    }
  }

  /**
   * @param url the full address that receives allowed webhooks, or null
   * @param connections at most so many at once, to each upstream
   * @param allowPrivate whether one set through the API may be at an address that is not public
   */
  public record Upstream(
      URI url, Duration connectTimeout, Duration timeout, int connections, boolean allowPrivate) {}

  /**
   * @param cause {@code USER_BUSY}, {@code CALL_REJECTED}, or null if not configured
   * @param region ISO 3166, or null if not configured
   * @param forwardUnloaded forward while nothing has ever been loaded; otherwise 503
   */
  public record Calls(
      String cause,
      String region,
      boolean observe,
      boolean forwardUnloaded,
      Duration unloadedGrace) {
    /** What holds where neither configuration nor the line names a cause. */
    public static final String STANDARD_CAUSE = "USER_BUSY";

    /** What holds where neither configuration nor the database names a region. */
    public static final String STANDARD_REGION = "US";
  }

  /**
   * @param spoolMb how much may wait on disk for the database, of calls and of messages each, in
   *     MiB
   * @param keepDays how long calls and messages are remembered
   */
  public record Records(int spoolMb, int keepDays) {}

  /**
   * Both 32 bytes in Base64.
   *
   * @param key or null: then one is made and kept
   * @param previousKey opens what it sealed, or null
   */
  public record Secrets(Secret key, Secret previousKey) {
    /** Its bytes, or null. */
    public byte[] previous() {
      return previousKey == null ? null : Base64.getDecoder().decode(previousKey.reveal());
    }
  }

  /**
   * @param bootstrapKey the first administrator's API key, or null: then one is made and kept
   * @param snapshotInterval how often what changed is written to the snapshot file
   */
  public record Node(
      String name, Path dataDir, Secrets secrets, Secret bootstrapKey, Duration snapshotInterval) {}

  private static final int LEAST_TOKEN = 16;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Pattern BOOTSTRAP_KEY = Pattern.compile("rf_[A-Za-z0-9_]{32,200}");

  /**
   * Reads the file and the environment, which wins.
   *
   * @param file the file asked for on the command line, or null for the usual one if it is there
   * @throws ConfigFailed with one line naming what is wrong
   */
  public static GatewayConfig read(Path file, Map<String, String> environment) {
    Reading read = new Reading(Settings.read(file, environment));
    return new GatewayConfig(
        new Listeners(
            new Listener(
                read.text(Key.EDGE_HOST),
                read.port(Key.EDGE_PORT),
                tls(read, Key.EDGE_TLS_CERT, Key.EDGE_TLS_KEY)),
            new Listener(
                read.text(Key.API_HOST),
                read.port(Key.API_PORT),
                tls(read, Key.API_TLS_CERT, Key.API_TLS_KEY)),
            new Listener(
                read.text(Key.OPS_HOST),
                read.port(Key.OPS_PORT),
                tls(read, Key.OPS_TLS_CERT, Key.OPS_TLS_KEY)),
            opsToken(read)),
        ApiConfig.read(read),
        database(read),
        new Telnyx(
            publicKeys(read),
            read.token(Key.TELNYX_API_KEY),
            read.address(Key.TELNYX_API_URL),
            "if_present".equals(read.oneOf(Key.TEXML_SIGNATURE, Set.of("require", "if_present")))),
        new Upstream(
            read.address(Key.UPSTREAM_URL),
            read.duration(Key.UPSTREAM_CONNECT_TIMEOUT, LONGEST_WAIT),
            read.duration(Key.UPSTREAM_TIMEOUT, LONGEST_WAIT),
            read.number(Key.UPSTREAM_CONNECTIONS, 1, 10_000),
            read.flag(Key.UPSTREAM_ALLOW_PRIVATE)),
        calls(read),
        new Records(
            read.number(Key.RECORDS_SPOOL_MB, 1, 1_000_000),
            read.number(Key.RECORDS_KEEP_DAYS, 1, 36_500)),
        node(read));
  }

  private static Tls tls(Reading read, Key cert, Key key) {
    boolean hasCert = read.text(cert) != null;
    if (hasCert != (read.text(key) != null)) {
      Key given = hasCert ? cert : key;
      Key missing = hasCert ? key : cert;
      throw new ConfigFailed(
          given.path()
              + " is set and "
              + missing.path()
              + " is not (also "
              + missing.variable()
              + "): a certificate needs both");
    }
    return hasCert ? new Tls(read.path(cert), read.path(key)) : null;
  }

  private static Secret opsToken(Reading read) {
    Secret token = read.secret(Key.OPS_TOKEN);
    if (token != null && token.reveal().length() < LEAST_TOKEN) {
      throw read.wrong(Key.OPS_TOKEN, "at least " + LEAST_TOKEN + " characters");
    }
    return token;
  }

  private static Database database(Reading read) {
    boolean embedded = "auto".equals(read.oneOf(Key.DATABASE_EMBEDDED, Set.of("auto", "never")));
    Secret url = read.secret(Key.DATABASE_URL);
    if (url == null && !embedded) {
      throw new ConfigFailed(
          "database.url is not set (also RINGFENCE_DATABASE_URL), and database.embedded is never");
    }
    Secret followUrl = read.secret(Key.DATABASE_FOLLOW_URL);
    if (url == null && followUrl != null) {
      throw new ConfigFailed(
          "database.follow_url is set and database.url is not: a standby cannot be written to");
    }
    return new Database(url, followUrl, embedded);
  }

  private static List<String> publicKeys(Reading read) {
    List<String> keys = read.list(Key.TELNYX_PUBLIC_KEYS);
    for (String key : keys) {
      if (bytes(key) != 32) {
        throw new ConfigFailed(
            "telnyx.public_keys: '"
                + key
                + "' is not the Base64 of 32 bytes (also RINGFENCE_TELNYX_PUBLIC_KEYS)");
      }
    }
    return keys;
  }

  private static Calls calls(Reading read) {
    String region = read.text(Key.DEFAULT_REGION);
    if (region != null && !Set.of(Locale.getISOCountries()).contains(region)) {
      throw read.wrong(Key.DEFAULT_REGION, "a region of ISO 3166 such as US, GB, DE");
    }
    return new Calls(
        read.oneOf(Key.REJECT_CAUSE, Set.of("USER_BUSY", "CALL_REJECTED")),
        region,
        read.flag(Key.OBSERVE),
        "forward".equals(read.oneOf(Key.WHEN_UNLOADED, Set.of("forward", "unavailable"))),
        read.duration(Key.UNLOADED_GRACE));
  }

  private static Node node(Reading read) {
    Secret bootstrapKey = read.secret(Key.BOOTSTRAP_KEY);
    if (bootstrapKey != null && !BOOTSTRAP_KEY.matcher(bootstrapKey.reveal()).matches()) {
      throw read.wrong(
          Key.BOOTSTRAP_KEY, "rf_ and 32 to 200 characters of A to Z, a to z, 0 to 9, _");
    }
    String name = read.text(Key.NODE_NAME);
    return new Node(
        name == null ? hostName() : name,
        read.path(Key.DATA_DIR),
        new Secrets(secretsKey(read, Key.SECRETS_KEY), secretsKey(read, Key.SECRETS_PREVIOUS_KEY)),
        bootstrapKey,
        read.duration(Key.DATA_SNAPSHOT_INTERVAL));
  }

  private static Secret secretsKey(Reading read, Key which) {
    Secret key = read.secret(which);
    if (key != null && bytes(key.reveal()) != 32) {
      throw read.wrong(which, "the Base64 of 32 bytes");
    }
    return key;
  }

  private static int bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException notBase64) {
      return -1;
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "unnamed";
    }
  }
}
