package io.ringfence.api;

import java.time.Instant;
import java.util.Locale;

/** A time that is a parameter. */
final class QueryTime {
  private QueryTime() {}

  /**
   * Null where not given.
   *
   * @throws Refusal if it is no time
   */
  static Instant of(ApiCall call, String name) {
    String text = call.text(name);
    if (text == null) {
      return null;
    }
    Instant time = EntryEnd.read(text.toUpperCase(Locale.ROOT));
    if (time == null) {
      throw Refusal.invalid(
          "/query/" + name, "must be a time with an offset, such as 2027-01-31T00:00:00Z");
    }
    return time;
  }
}
