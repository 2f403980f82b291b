package io.ringfence.telnyx;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads the time of an event. Telnyx writes {@code 2026-11-20T10:15:30.123456Z}; reading that by
 * hand costs a tenth of what the JDK's formatter does, which was a fifth of decoding a call.
 */
final class EventTime {
  private static final int SECONDS_CHARS = "2026-11-20T10:15:30".length();
  private static final int MAX_FRACTION_DIGITS = 9;
  private static final int SECONDS_A_DAY = 86_400;

  private EventTime() {}

  /** The moment, or null if the text is none. */
  static Instant parse(String text) {
    if (text == null) {
      return null;
    }
    try {
      return isUsual(text) ? read(text) : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean isUsual(String text) {
    int end = text.length() - 1;
    int fraction = end - SECONDS_CHARS;
    boolean separated =
        end >= SECONDS_CHARS
            && text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && text.charAt(10) == 'T'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':'
            && text.charAt(end) == 'Z';
    boolean fractional =
        fraction == 0
            || fraction >= 2
                && fraction <= 1 + MAX_FRACTION_DIGITS
                && text.charAt(SECONDS_CHARS) == '.';
    return separated && fractional;
  }

  private static Instant read(String text) {
    long day =
        LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
    int hour = atMost(23, digits(text, 11, 13));
    int minute = atMost(59, digits(text, 14, 16));
    int second = atMost(59, digits(text, 17, 19));
    int end = text.length() - 1;
    int nanos = end == SECONDS_CHARS ? 0 : digits(text, SECONDS_CHARS + 1, end);
    for (int places = end - SECONDS_CHARS - 1; places < MAX_FRACTION_DIGITS; places++) {
      nanos *= 10;
    }
    return Instant.ofEpochSecond(day * SECONDS_A_DAY + (hour * 60L + minute) * 60 + second, nanos);
  }

  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw new DateTimeException("not a digit");
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static int atMost(int most, int value) {
    if (value > most) {
      throw new DateTimeException("no time of day");
    }
    return value;
  }
}
