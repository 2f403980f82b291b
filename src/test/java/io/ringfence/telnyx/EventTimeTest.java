package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20T10:15:30.123456Z", "2026-11-20T10:15:30Z", "2026-11-20T10:15:30.1Z",
        "2026-11-20T10:15:30.123456789Z", "2024-02-29T00:00:00.000000Z", "1969-12-31T23:59:59.5Z",
        "2026-11-20T10:15:30.123+02:00", "2026-11-20T10:15:30.Z", "2026-11-20T10:15:30-05:00"
      })
  void readsWhatTheJdkReads(String text) {
    assertEquals(Instant.parse(text), EventTime.parse(text));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-20",
        "2026-11-20T10:15:30",
        "2026-11-20 10:15:30Z",
        "2026-13-20T10:15:30Z",
        "2025-02-29T10:15:30Z",
        "2026-11-20T24:15:30Z",
        "2026-11-20T10:60:30Z",
        "2026-11-20T10:15:60Z",
        "2026-11-20T10:15:30.1234567890Z",
        "2026-11-20T10:15:3xZ",
        "2026-11-20T1٠:15:30Z",
        "1700000000"
      })
  void whatIsNoTimeIsNone(String text) {
    assertNull(EventTime.parse(text));
  }

  @Test
  void agreesWithTheJdkOnAnyMoment() {
    Random random = new Random(20_261_121);
    for (int i = 0; i < 10_000; i++) {
      Instant moment =
          Instant.ofEpochSecond(
              random.nextLong(-2_000_000_000L, 6_000_000_000L), random.nextInt(1_000_000_000));

      assertEquals(moment, EventTime.parse(moment.toString()));
    }
  }
}
