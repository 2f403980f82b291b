package io.ringfence.store;

import java.time.Instant;

/**
 * Which rows of the audit to show; a null member asks for any.
 *
 * @param key the public id of a key
 * @param from the earliest moment
 * @param to the first moment that is too late
 */
public record AuditFilter(
    String action,
    String actor,
    String target,
    String key,
    String requestId,
    Instant from,
    Instant to) {
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, null, null);
}
