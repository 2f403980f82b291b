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
    String context) {

  /** The same, with another text that its value was made of. */
  public EntryDraft raw(String other) {
    return new EntryDraft(
        effect,
        kind,
        value,
        other,
        numbering,
        reason,
        note,
        channels,
        until,
        observe,
        requestedBy,
        reference,
        context);
  }
}
