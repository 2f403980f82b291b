package io.ringfence.domain;

import java.util.List;

/**
 * A Telnyx account.
 *
 * @param organisationId the one it belongs to, or null if many share it
 * @param slug the last part of its webhook address
 * @param publicKeys Base64 of 32 bytes each; several while one is being replaced; empty if none is
 *     set
 * @param sealedApiKey the API key encrypted with {@code secrets.key}, or null
 */
public record Account(
    int id,
    String publicId,
    Integer organisationId,
    String slug,
    List<String> publicKeys,
    byte[] sealedApiKey) {
  public Account {
    publicKeys = List.copyOf(publicKeys);
  }
}
