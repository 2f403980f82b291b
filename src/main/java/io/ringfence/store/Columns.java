package io.ringfence.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** What the rows of records are made of. */
final class Columns {
  private Columns() {}

  /** Text in PostgreSQL holds every character but this one, and what is written here is foreign. */
  static String text(String word) {
    return word == null ? null : word.replace('\0', '\uFFFD');
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** The partition that a moment's rows are in. */
  static LocalDate day(Instant instant) {
    return time(instant).toLocalDate();
  }

  static OffsetDateTime timeOrNull(Instant instant) {
    return instant == null ? null : time(instant);
  }

  static LocalDate dayOrNull(Instant instant) {
    return instant == null ? null : day(instant);
  }
}
