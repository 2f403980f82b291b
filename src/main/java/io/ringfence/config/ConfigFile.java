package io.ringfence.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The file that the configuration is read from.
 *
 * @param path or null: then there is none
 * @param holdsSecrets whether a secret's value stands in it
 */
public record ConfigFile(Path path, boolean holdsSecrets) {
  private static final Path USUAL = Path.of("config", "ringfence.yaml");

  /**
   * Which one is read.
   *
   * @param named the one asked for on the command line, or null
   * @throws ConfigFailed if it cannot be read
   */
  public static ConfigFile of(Path named, Map<String, String> environment) {
    Path path = path(named, environment);
    if (path == null) {
      return new ConfigFile(null, false);
    }
    Settings alone = Settings.read(path, Map.of());
    boolean secrets =
        Arrays.stream(Key.values()).filter(Key::secret).anyMatch(key -> alone.get(key) != null);
    return new ConfigFile(path, secrets);
  }

  static Path path(Path named, Map<String, String> environment) {
    String variable = environment.get("RINGFENCE_CONFIG");
    if (named != null) {
      return named;
    }
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    return Files.exists(USUAL) ? USUAL : null;
  }
}
