package io.ringfence.domain;

import java.util.HexFormat;
import java.util.Set;

/**
 * What a node holds of an API key: never the key.
 *
 * @param hash SHA-256 of the key's text, as lower-case hex
 * @param expiresAt milliseconds since 1970 UTC, or {@link EntryState#NEVER}
 */
public record ApiKey(
    int id,
    String publicId,
    int organisationId,
    String name,
    String owner,
    String hash,
    Set<Permission> permissions,
    long expiresAt) {
  public ApiKey {
    HexFormat.of().parseHex(hash);
    permissions = Set.copyOf(permissions);
  }

  /** Whether it may do this; {@code admin} may do everything in its organisation. */
  public boolean may(Permission permission) {
    return permissions.contains(permission)
        || permission != Permission.OPERATOR && permissions.contains(Permission.ADMIN);
  }
}
