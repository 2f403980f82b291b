package io.ringfence.cli;

import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
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

  Path dataDir() {
    return dataDir;
  }

  String edge(String given) {
    return address(given, "edge", "--url");
  }

  String api(String given) {
    return address(given != null ? given : System.getenv("RINGFENCE_CLI_URL"), "api", "--url");
  }

  /** Of health, metrics and the brake. */
  String ops(String given) {
    return address(given, "ops", "--url");
  }

  private String address(String given, String listener, String option) {
    if (given != null) {
      return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    }
    if (ports == null) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE,
          "no gateway is running in " + dataDir + "; name one with " + option);
    }
    return "http://127.0.0.1:" + ports.getInteger(listener);
  }

  /** The key to call the API with: given, from the environment, configured, or made at start. */
  Secret key(String given) {
    String text = given != null ? given : System.getenv("RINGFENCE_CLI_KEY");
    if (text != null) {
      return new Secret(text);
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
