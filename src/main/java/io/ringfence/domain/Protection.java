package io.ringfence.domain;

import java.time.Instant;

/**
 * A protected value, as staff see it.
 *
 * @param raw what was typed
 * @param createdBy the person or the key that protected it
 */
public record Protection(
    ProtectedValue value, String raw, String reason, Instant createdAt, String createdBy) {}
