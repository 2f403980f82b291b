package io.ringfence.store;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Kind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which entries to list; a null member asks for any.
 *
 * @param values of these kinds these values, in canonical form
 * @param q part of the value, the reason, the note or who made it, in any case
 * @param source {@code list} or {@code visitor}
 */
public record EntryFilter(
    Effect effect,
    Kind kind,
    Map<Kind, String> values,
    Status status,
    String q,
    String createdBy,
    String source) {
  public EntryFilter {
    // In the order of the kinds, so that equal filters have equal texts.
    values = values == null ? null : Collections.unmodifiableMap(new EnumMap<>(values));
    if (values != null && values.isEmpty()) {
      throw new IllegalArgumentException("no entry has none of any values");
    }
  }

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
