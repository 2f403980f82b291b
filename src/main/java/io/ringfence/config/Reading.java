package io.ringfence.config;

import io.ringfence.domain.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Raw values turned into types; what does not fit fails with its key and value. */
final class Reading {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private final Settings settings;

  Reading(Settings settings) {
    this.settings = settings;
  }

  String text(Key key) {
    return settings.get(key);
  }

  Secret secret(Key key) {
    String value = settings.get(key);
    return value == null ? null : new Secret(value);
  }

  /**
   * A secret that goes into a header: what a header cannot hold would fail there, and be quoted.
   */
  Secret token(Key key) {
    Secret secret = secret(key);
    if (secret != null && !secret.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw wrong(key, "one word of visible ASCII characters");
    }
    return secret;
  }

  List<String> list(Key key) {
    String value = settings.get(key);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  int port(Key key) {
    return number(key, 0, 65_535, "a port (0 to 65535, 0 for any free one)");
  }

  int number(Key key, int min, int max) {
    return number(key, min, max, "a whole number from " + min + " to " + max);
  }

  private int number(Key key, int min, int max, String what) {
    try {
      int number = Integer.parseInt(settings.get(key));
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // said below
    }
    throw wrong(key, what);
  }

  boolean flag(Key key) {
    return oneOf(key, Set.of("true", "false")).equals("true");
  }

  String oneOf(Key key, Set<String> words) {
    String value = settings.get(key);
    if (value != null && !words.contains(value)) {
      throw wrong(key, "one of " + String.join(", ", words.stream().sorted().toList()));
    }
    return value;
  }

  Duration duration(Key key) {
    Matcher parts = DURATION.matcher(settings.get(key));
    if (!parts.matches()) {
      throw wrong(key, "a duration such as 500ms, 30s, 5m");
    }
    long amount = Long.parseLong(parts.group(1));
    Duration duration =
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (duration.isZero()) {
      throw wrong(key, "longer than nothing");
    }
    return duration;
  }

  /**
   * @param most in whole hours
   */
  Duration duration(Key key, Duration most) {
    Duration duration = duration(key);
    if (duration.compareTo(most) > 0) {
      throw wrong(key, "at most " + most.toSeconds() + "s");
    }
    return duration;
  }

  Path path(Key key) {
    try {
      return Path.of(settings.get(key)).toAbsolutePath().normalize();
    } catch (InvalidPathException invalid) {
      throw wrong(key, "a path");
    }
  }

  /** An absolute http or https address, without user, query or fragment. */
  URI address(Key key) {
    String value = settings.get(key);
    if (value == null) {
      return null;
    }
    try {
      URI uri = new URI(value);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare = uri.getUserInfo() == null && uri.getFragment() == null;
      if (http && bare && uri.getHost() != null && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (URISyntaxException notAnAddress) {
      // said below
    }
    throw wrong(key, "an address such as https://voice.example.com/telnyx");
  }

  ConfigFailed wrong(Key key, String what) {
    String value = key.secret() ? "the value given" : "'" + settings.get(key) + "'";
    return new ConfigFailed(
        key.path() + ": " + value + " is not " + what + " (also " + key.variable() + ")");
  }
}
