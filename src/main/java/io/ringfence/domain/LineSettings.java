package io.ringfence.domain;

import java.time.Instant;
import java.util.List;

/**
 * A line with what only its own page shows.
 *
 * @param account the public id of its account
 * @param managed the fields that configuration owns, as the database names them
 * @param bannedBy a ban on its number, which no longer holds there; null for none, and where it was
 *     only read
 */
public record LineSettings(
    Line line,
    String account,
    List<String> managed,
    Long bannedBy,
    Instant createdAt,
    Instant updatedAt) {
  public LineSettings {
    managed = List.copyOf(managed);
  }
}
