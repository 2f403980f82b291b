package io.ringfence.domain;

import java.time.Instant;
import java.util.List;

/**
 * An account as its own page shows it: its API key is only said to be there.
 *
 * @param id the number it has in the database
 * @param publicId the id the API shows, {@code acc_…}
 * @param shared of no organisation; many have lines on it
 * @param managed the fields that configuration owns, as the database names them
 */
public record AccountSettings(
    int id,
    String publicId,
    String slug,
    boolean shared,
    List<String> publicKeys,
    boolean apiKeySet,
    List<String> managed,
    Instant createdAt,
    Instant updatedAt) {
  public AccountSettings {
    publicKeys = List.copyOf(publicKeys);
    managed = List.copyOf(managed);
  }
}
