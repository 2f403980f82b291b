package io.ringfence.domain;

import java.time.Instant;
import java.util.List;

/**
 * An organisation with what only its own page shows.
 *
 * @param managed the fields that configuration owns, as the database names them
 */
public record OrganisationSettings(
    Organisation organisation, List<String> managed, Instant createdAt, Instant updatedAt) {
  public OrganisationSettings {
    managed = List.copyOf(managed);
  }
}
