package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EntryEndTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T09:00:00.123456Z"));

  private final List<Fault> faults = new ArrayList<>();

  private Instant end(String name, String value) {
    return EntryEnd.of(new JsonObject().put(name, value), CLOCK, faults);
  }

  @ParameterizedTest
  @CsvSource({
    "until, 2026-11-21T09:00:00.124Z, 2026-11-21T09:00:00.124Z",
    "until, 2026-11-21T10:00:01+01:00, 2026-11-21T09:00:01Z",
    "until, 2026-11-21t09:00:01.9999z, 2026-11-21T09:00:01.999Z",
    "until, 2026-11-20T23:30:00-12:00, 2026-11-21T11:30:00Z",
    "for, 90m, 2026-11-21T10:30:00.123Z",
    "for, 12h, 2026-11-21T21:00:00.123Z",
    "for, 30d, 2026-12-21T09:00:00.123Z"
  })
  void isReadToTheMillisecond(String name, String value, Instant expected) {
    assertEquals(expected, end(name, value));
    assertEquals(List.of(), faults);
  }

  @Test
  void isNeverUnlessItIsGiven() {
    assertNull(EntryEnd.of(new JsonObject().putNull("until").putNull("for"), CLOCK, faults));
    assertEquals(List.of(), faults);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T09:00:00.123456Z",
    "2026-11-21T09:00:00Z",
    "2026-11-21T09:00:00.123999Z",
    "9999-12-31T23:59:59-00:01",
    "2026-13-01T00:00:00Z",
    "2026-11-21T24:00:01Z",
    "2026-11-21T09:00:00+19:00"
  })
  void isRefusedWhereItHasPassedOrIsNoTime(String value) {
    end("until", value);

    assertEquals(List.of("/until"), faults.stream().map(Fault::pointer).toList());
  }
}
