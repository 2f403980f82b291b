package io.ringfence;

import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Secret;
import io.ringfence.store.DatabaseAddress;
import java.util.Locale;

/** The databases that the configuration names. */
final class Addresses {
  private Addresses() {}

  /**
   * @throws ConfigFailed for an address that is none; one where nothing answers may answer later
   */
  static void require(GatewayConfig config) {
    if (config.database().url() != null) {
      address(config);
    }
    if (config.database().followUrl() != null) {
      parse("database.follow_url", config.database().followUrl());
    }
  }

  static DatabaseAddress address(GatewayConfig config) {
    return parse("database.url", config.database().url());
  }

  static DatabaseAddress parse(String key, Secret url) {
    try {
      return DatabaseAddress.parse(url.reveal());
    } catch (IllegalArgumentException wrong) {
      String variable = "RINGFENCE_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
      throw new ConfigFailed(key + ": " + wrong.getMessage() + " (also " + variable + ")");
    }
  }
}
