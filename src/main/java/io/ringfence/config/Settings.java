package io.ringfence.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** The raw values of all keys: the file first, the environment over it. */
final class Settings {
  /** Variables that are not keys: where the file is, and what the command line calls with. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of("RINGFENCE_CONFIG", "RINGFENCE_CLI_CACERT", "RINGFENCE_CLI_KEY", "RINGFENCE_CLI_URL");

  private final Map<Key, String> values = new EnumMap<>(Key.class);

  private Settings() {}

  /**
   * Reads the file and the environment.
   *
   * @param named the file asked for on the command line, or null
   * @throws ConfigFailed naming the key, the variable or the file that is wrong
   */
  static Settings read(Path named, Map<String, String> environment) {
    Settings settings = new Settings();
    Path file = ConfigFile.path(named, environment);
    if (file != null) {
      settings.readFile(file);
    }
    settings.readEnvironment(environment);
    return settings;
  }

  /** The value of a key, its default, or null. */
  String get(Key key) {
    return values.getOrDefault(key, key.standard());
  }

  private void readFile(Path file) {
    JsonNode tree;
    try {
      ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
      yaml.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      tree = yaml.readTree(Files.readString(file));
    } catch (JsonProcessingException notYaml) {
      throw new ConfigFailed(
          file + " is not YAML: line " + line(notYaml) + ": " + firstLine(notYaml));
    } catch (NoSuchFileException absent) {
      throw new ConfigFailed("the configuration file " + file + " does not exist");
    } catch (IOException unreadable) {
      throw new ConfigFailed("the configuration file " + file + " cannot be read");
    }
    if (tree.isMissingNode() || tree.isNull()) {
      return;
    }
    if (!tree.isObject()) {
      throw new ConfigFailed(file + " holds no keys");
    }
    readTree(file, "", tree);
  }

  private static int line(JsonProcessingException notYaml) {
    return notYaml.getLocation() == null ? 0 : notYaml.getLocation().getLineNr();
  }

  private static String firstLine(JsonProcessingException notYaml) {
    return notYaml.getOriginalMessage().lines().findFirst().orElse("unreadable");
  }

  private void readTree(Path file, String above, JsonNode tree) {
    tree.fields()
        .forEachRemaining(
            member -> {
              String path = above + member.getKey();
              Key key = keyAt(path);
              JsonNode value = member.getValue();
              if (key == null && isSection(path) && (value.isObject() || value.isNull())) {
                readTree(file, path + ".", value);
              } else if (key == null) {
                throw new ConfigFailed(file + ": there is no key " + path);
              } else {
                put(key, text(file, key, value));
              }
            });
  }

  private static boolean isSection(String path) {
    return Arrays.stream(Key.values()).anyMatch(key -> key.path().startsWith(path + "."));
  }

  private static String text(Path file, Key key, JsonNode value) {
    if (value.isArray() && key.list()) {
      StringJoiner joined = new StringJoiner(",");
      value.forEach(item -> joined.add(item.asText()));
      return joined.toString();
    }
    if (value.isContainerNode()) {
      throw new ConfigFailed(file + ": " + key.path() + " takes one value");
    }
    return value.isNull() ? null : value.asText();
  }

  private void readEnvironment(Map<String, String> environment) {
    for (String variable : environment.keySet()) {
      if (variable.startsWith("RINGFENCE_") && !known(variable)) {
        throw new ConfigFailed("there is no variable " + variable);
      }
    }
    for (Key key : Key.values()) {
      String value = environment.get(key.variable());
      String file = key.secret() ? environment.get(key.fileVariable()) : null;
      if (present(value) && present(file)) {
        throw new ConfigFailed(key.variable() + " and " + key.fileVariable() + " are both set");
      }
      put(key, present(file) ? contents(key, Path.of(file)) : value);
    }
  }

  private static boolean known(String variable) {
    if (OTHER_VARIABLES.contains(variable)) {
      return true;
    }
    for (Key key : Key.values()) {
      if (variable.equals(key.variable()) || key.secret() && variable.equals(key.fileVariable())) {
        return true;
      }
    }
    return false;
  }

  private static String contents(Key key, Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw new ConfigFailed(key.fileVariable() + ": " + file + " is empty");
      }
      return text;
    } catch (IOException unreadable) {
      throw new ConfigFailed(key.fileVariable() + ": " + file + " cannot be read");
    }
  }

  private void put(Key key, String value) {
    if (present(value)) {
      values.put(key, value.strip());
    }
  }

  private static boolean present(String value) {
    return value != null && !value.isBlank();
  }

  private static Key keyAt(String path) {
    return Arrays.stream(Key.values())
        .filter(key -> key.path().equals(path))
        .findAny()
        .orElse(null);
  }
}
