package io.ringfence.domain;

/**
 * Who writes, for the history and the audit.
 *
 * @param name the person, or the key's name: what {@code created_by} shows
 * @param key the public id of the key, or null for the gateway itself
 * @param address where the request came from, or null
 * @param requestId the request's id, or null
 */
public record Actor(String name, String key, String address, String requestId) {
  /** The gateway itself, at start and in its upkeep. */
  public static final Actor SYSTEM = new Actor("system", null, null, null);
}
