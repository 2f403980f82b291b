package io.ringfence.store;

import java.time.Instant;

/**
 * A place in a list of records, which goes from the newest to the oldest.
 *
 * @param at to the microsecond
 * @param tie puts an order between records of one moment
 */
public record RecordPlace(Instant at, long tie) {
  /** Before every record. */
  public static final RecordPlace BEGINNING =
      new RecordPlace(Instant.parse("9999-12-31T00:00:00Z"), Long.MIN_VALUE);

  /** Before the newest record that is older than a moment. */
  static RecordPlace before(Instant at) {
    return new RecordPlace(at, Long.MIN_VALUE);
  }

  /** This, or before the newest record that is older than a moment if that comes later. */
  RecordPlace upTo(Instant until) {
    return until == null || at.isBefore(until) ? this : before(until);
  }
}
