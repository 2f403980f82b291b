package io.ringfence.domain;

import java.time.Instant;

/**
 * One row of the list, as staff see it.
 *
 * @param value the canonical text
 * @param raw what was typed
 * @param channels a mask of {@link Channel#bit()}
 * @param until when it ends, exclusive, or null
 * @param source {@code list}, or {@code visitor} for one made by a blacklisting
 * @param visitor the public id of that visitor, or null
 * @param createdBy the person or the key that made it
 * @param requestedBy a JSON object {@code {id, name, email}}, or null
 * @param reference a link to where it was asked for, or null
 * @param context a JSON object, or null
 * @param revision of the last change to it
 */
public record Entry(
    long id,
    Effect effect,
    Kind kind,
    String value,
    String raw,
    String reason,
    String note,
    int channels,
    Instant until,
    boolean observe,
    String source,
    String visitor,
    Instant createdAt,
    String createdBy,
    String requestedBy,
    String reference,
    String context,
    Instant liftedAt,
    String liftedBy,
    long hits,
    Instant lastHitAt,
    Revision revision) {}
