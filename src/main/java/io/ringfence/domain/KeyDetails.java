package io.ringfence.domain;

import java.time.Instant;
import java.util.List;

/**
 * A key as people see it: neither its text nor its hash.
 *
 * @param number ascending in the order in which keys are made, in all organisations together
 * @param permissions in words, also those that only a newer version knows
 * @param owner or null
 * @param expiresAt or null for never
 * @param lastUsedAt to the minute; null if it never was
 * @param revokedAt or null while it holds
 * @param configured whether it is the one that configuration gives
 */
public record KeyDetails(
    int number,
    String id,
    String name,
    List<String> permissions,
    String owner,
    Instant expiresAt,
    Instant createdAt,
    String createdBy,
    Instant lastUsedAt,
    Instant revokedAt,
    String revokedBy,
    boolean configured) {
  public KeyDetails {
    permissions = List.copyOf(permissions);
  }
}
