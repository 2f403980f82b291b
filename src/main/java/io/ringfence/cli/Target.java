package io.ringfence.cli;

import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The running gateway a command is for: the one in the data directory, or its demonstration. */
final class Target {
  private final GatewayConfig config;
  private final Path dataDir;
  private final JsonObject ports;

  private Target(GatewayConfig config, Path dataDir, JsonObject ports) {
    this.config = config;
    this.dataDir = dataDir;
    this.ports = ports;
  }

  static Target find(GatewayConfig config) {
    Path usual = config.node().dataDir();
    for (Path dir : List.of(usual, usual.resolve("demo"))) {
      Path file = dir.resolve("ports.json");
      if (Files.exists(file)) {
        try {
          return new Target(config, dir, new JsonObject(Files.readString(file)));
        } catch (IOException | RuntimeException unreadable) {
          throw new CommandFailed(ExitCode.UNAVAILABLE, file + " cannot be read");
        }
      }
    }
    return new Target(config, usual, null);
  }

  /** Whether a gateway says that it runs; one that was killed says so still. */
  boolean isRunning() {
    return ports != null;
  }

  Path dataDir() {
    return dataDir;
  }

  /**
   * A listener, and whom to take for it.
   *
   * @param url without a slash at its end
   */
  record Place(String url, Trust trust) {}

  /**
   * @param given what was typed, or null
   * @param trust whom to take for an address that was typed
   */
  Place edge(String given, Trust trust) {
    return place(given, trust, "edge", config.listeners().edge());
  }

  Place api(String given, Trust trust) {
    String url = isGiven(given) ? given : System.getenv("RINGFENCE_CLI_URL");
    return place(url, trust, "api", config.listeners().api());
  }

  /** Of health, metrics and the brake. */
  Place ops(String given, Trust trust) {
    return place(given, trust, "ops", config.listeners().ops());
  }

  private Place place(String given, Trust trust, String name, GatewayConfig.Listener listener) {
    if (isGiven(given)) {
      String url = valid(given).toString();
      return new Place(url.endsWith("/") ? url.substring(0, url.length() - 1) : url, trust);
    }
    if (ports == null) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE, "no gateway is running in " + dataDir + "; name one with --url");
    }
    String address = "://127.0.0.1:" + ports.getInteger(name);
    // The demonstration speaks plain HTTP, however the gateway itself is configured.
    boolean secure = listener.tls() != null && dataDir.equals(config.node().dataDir());
    return secure
        ? new Place("https" + address, Trust.only(listener.tls().cert()))
        : new Place("http" + address, trust);
  }

  /** As configuration has it, a variable that is empty is not set. */
  private static boolean isGiven(String text) {
    return text != null && !text.isBlank();
  }

  /**
   * @throws CommandFailed for what cannot be called
   */
  static URI valid(String url) {
    try {
      URI uri = new URI(url.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (URISyntaxException notAnAddress) {
      // said below
    }
    throw new CommandFailed(
        ExitCode.USAGE, "'" + url + "' is not an address such as http://127.0.0.1:8081");
  }

  /** What a header cannot hold would be quoted by the refusal. */
  private static Secret wellFormed(String key) {
    if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new CommandFailed(ExitCode.USAGE, "the API key has characters that no key has");
    }
    return new Secret(key);
  }

  /** The key to call the API with: given, from the environment, configured, or made at start. */
  Secret key(String given) {
    String text = isGiven(given) ? given : System.getenv("RINGFENCE_CLI_KEY");
    if (isGiven(text)) {
      return wellFormed(text.strip());
    }
    Secret key = DataDir.adminKey(dataDir);
    if (key == null) {
      key = config.node().bootstrapKey();
    }
    if (key == null) {
      throw new CommandFailed(
          ExitCode.USAGE, "no API key: give one with --key or in RINGFENCE_CLI_KEY");
    }
    return key;
  }
}
