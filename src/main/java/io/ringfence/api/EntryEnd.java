package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** When an entry ends: {@code until} a time, {@code for} a while, or never. */
final class EntryEnd {
  /** RFC 3339 §5.6, which is stricter than what Java reads. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  /** The last year of RFC 3339; an offset can reach past it. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private EntryEnd() {}

  /** The end to the millisecond, which is what the index keeps; null if there is none. */
  static Instant of(JsonObject body, InstantSource clock, List<Fault> faults) {
    String until = body.getString("until");
    String during = body.getString("for");
    if (until != null && during != null) {
      faults.add(new Fault("/for", "cannot stand beside until: give one of them"));
      return null;
    }
    Instant now = clock.instant();
    if (during != null) {
      return now.plus(duration(during)).truncatedTo(ChronoUnit.MILLIS);
    }
    return until == null ? null : read("/until", until, now, faults);
  }

  /** A time that has not come yet, to the millisecond. */
  static Instant read(String pointer, String text, Instant now, List<Fault> faults) {
    Instant end = read(text.toUpperCase(Locale.ROOT));
    if (end == null) {
      faults.add(new Fault(pointer, "must be a time with an offset, such as 2027-01-31T00:00:00Z"));
      return null;
    }
    end = end.truncatedTo(ChronoUnit.MILLIS);
    if (!end.isAfter(now)) {
      faults.add(new Fault(pointer, "has passed already: it must lie in the future"));
    } else if (end.isAfter(LAST)) {
      faults.add(new Fault(pointer, "must be before the year 10000; leave it out for no end"));
    }
    return end;
  }

  /** The time that a text in capitals is; null if it is none. */
  static Instant read(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noSuchTime) {
      return null;
    }
  }

  private static Duration duration(String text) {
    int last = text.length() - 1;
    long count = Long.parseLong(text.substring(0, last));
    return switch (text.charAt(last)) {
      case 'm' -> Duration.ofMinutes(count);
      case 'h' -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
