package io.ringfence.domain;

import java.time.Instant;
import java.util.List;

/**
 * A key that is asked for.
 *
 * @param owner who answers for it, or null
 * @param expiresAt or null for never
 * @param hash SHA-256 of its text, as lower-case hex
 */
public record KeyDraft(
    String name, List<Permission> permissions, String owner, Instant expiresAt, String hash) {
  public KeyDraft {
    permissions = List.copyOf(permissions);
  }
}
