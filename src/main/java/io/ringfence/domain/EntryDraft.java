package io.ringfence.domain;

import java.time.Instant;

/**
 * An entry that is asked for; the members are those of {@link Entry}.
 *
 * @param numbering the version of the numbering metadata that made {@code value} of {@code raw}
 */
public record EntryDraft(
    Effect effect,
    Kind kind,
    String value,
    String raw,
    String numbering,
    String reason,
    String note,
    int channels,
    Instant until,
    boolean observe,
    String requestedBy,
    String reference,
    String context) {}
