package io.ringfence.cli;

import io.ringfence.config.ConfigFile;
import io.ringfence.config.GatewayConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the configuration is. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "configuration file (default: RINGFENCE_CONFIG, or config/ringfence.yaml if present)")
  private Path file;

  GatewayConfig read() {
    return GatewayConfig.read(file, System.getenv());
  }

  ConfigFile file() {
    return ConfigFile.of(file, System.getenv());
  }
}
