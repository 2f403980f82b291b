package io.ringfence.store;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Kind;

/**
 * Which entries to list; a null member asks for any.
 *
 * @param value in canonical form
 * @param q part of the value, the reason, the note or who made it, in any case
 * @param source {@code list} or {@code visitor}
 */
public record EntryFilter(
    Effect effect,
    Kind kind,
    String value,
    Status status,
    String q,
    String createdBy,
    String source) {

  /** Whether an entry holds, by the database's clock. */
  public enum Status {
    /** Stands, and its end has not come. */
    ACTIVE,
    /** Its end has passed, and nobody lifted it. */
    EXPIRED,
    LIFTED,
    ALL;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Every standing and past entry of one effect. */
  public static EntryFilter all(Effect effect) {
    return new EntryFilter(effect, null, null, Status.ALL, null, null, null);
  }
}
