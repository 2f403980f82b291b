package io.ringfence.api;

import io.ringfence.domain.Secret;

/** Encrypts what is written and never shown again. */
@FunctionalInterface
public interface Sealing {
  /**
   * An account's API key as the database and the other nodes get it.
   *
   * @param account its public id, to which the sealed key is bound
   */
  byte[] seal(String account, Secret apiKey);
}
