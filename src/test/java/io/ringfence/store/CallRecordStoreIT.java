package io.ringfence.store;

import static io.ringfence.domain.CallRecord.Outcome.ALREADY_ENDED;
import static io.ringfence.domain.CallRecord.Outcome.FORWARDED;
import static io.ringfence.domain.CallRecord.Outcome.REJECTED;
import static io.ringfence.domain.CallRecord.Outcome.REJECT_RETRY;
import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CallRecord.Outcome;
import io.ringfence.domain.Reason;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CallRecordStoreIT {
  private static final Instant START = Instant.parse("2026-11-21T23:59:59.5Z");

  private TestStore store;
  private CallRecordStore calls;

  @BeforeEach
  void open() {
    store = new TestStore();
    calls = new CallRecordStore(store.database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static CallRecord call(String id, int second, Outcome outcome, long entry) {
    return call(id, second, outcome, entry, "+14155552671");
  }

  private static CallRecord call(String id, int second, Outcome outcome, long entry, String raw) {
    return new CallRecord(
        1,
        id,
        3,
        4,
        "event-" + id,
        START,
        START.plusSeconds(second),
        "+14155552671",
        raw,
        "known",
        "+14155550000",
        null,
        Reason.BAN_PHONE,
        entry,
        false,
        outcome,
        null,
        "A");
  }

  private void write(CallRecord... records) {
    await(calls.write(List.of(records)));
  }

  private String row() {
    return store
        .query(
            "SELECT concat_ws('|', outcome, deliveries, decided_at - started_at) FROM call_record")
        .get(0);
  }

  @Test
  void keepsAllThatIsKnownOfACall() {
    write(call("a", 1, REJECTED, 7));

    assertEquals(
        List.of(
            "2026-11-21|1|a|3|4|event-a|2026-11-21 23:59:59.5+00|2026-11-22 00:00:00.5+00|+14155552671|"
                + "+14155552671|known|+14155550000|ban_phone|7|f|rejected|A|1"),
        store.query(
            "SELECT concat_ws('|', day, account_id, call_control_id, organisation_id, line_id, event_id,"
                + " started_at, decided_at, from_number, from_raw, caller_id, to_number, connection_id,"
                + " reason, entry_id, observed, outcome, detail, attestation, deliveries) FROM call_record"));
  }

  @Test
  void takesTheLaterDecision() {
    write(call("a", 1, FORWARDED, 0));

    write(call("a", 2, REJECT_RETRY, 7));

    assertEquals("reject_retry|2|00:00:02", row());
  }

  @Test
  void leavesTheLaterDecisionWhereTheEarlierComesAfter() {
    write(call("a", 2, REJECT_RETRY, 7));

    write(call("a", 1, FORWARDED, 0));

    assertEquals("reject_retry|2|00:00:02", row());
  }

  @Test
  void neverOverwritesAFinalOutcome() {
    write(call("a", 1, REJECTED, 7));

    write(call("a", 2, FORWARDED, 0));

    assertEquals("rejected|2|00:00:01", row());
  }

  @Test
  void takesAFinalOutcomeEvenIfItWasDecidedEarlier() {
    write(call("a", 2, REJECT_RETRY, 7));

    write(call("a", 1, ALREADY_ENDED, 7));

    assertEquals("already_ended|2|00:00:01", row());
  }

  @Test
  void mergesDeliveriesWithinABatchByTheSameRules() {
    write(
        call("a", 1, REJECT_RETRY, 7),
        call("a", 2, REJECTED, 7),
        call("a", 3, FORWARDED, 0),
        call("b", 1, FORWARDED, 0));

    assertEquals(
        List.of("a|rejected|3", "b|forwarded|1"),
        store.query(
            "SELECT concat_ws('|', call_control_id, outcome, deliveries) FROM call_record ORDER BY call_control_id"));
  }

  @Test
  void countsAHitOnceForACall() {
    write(call("a", 1, REJECT_RETRY, 7), call("a", 2, REJECTED, 7), call("b", 5, REJECTED, 7));

    write(call("a", 3, REJECTED, 7), call("c", 4, FORWARDED, 0));

    assertEquals(
        List.of("3|7|2|00:00:05"),
        store.query(
            "SELECT concat_ws('|', organisation_id, entry_id, hits, last_hit_at - '%s') FROM entry_hit"
                .formatted(START)));
  }

  @Test
  void writesNothingForAnEmptyBatch() {
    write();

    assertEquals(0, store.number("SELECT count(*) FROM call_record"));
  }

  @Test
  void keepsTextThatPostgresqlCannotHold() {
    write(call("a\0b", 1, FORWARDED, 0, "sip:\0@x"));

    assertEquals(List.of("sip:\uFFFD@x"), store.query("SELECT from_raw FROM call_record"));
  }

  @Test
  void leavesOutOnlyTheRecordThatIsRefused() {
    // The key of a row is bounded, and a random one does not shrink.
    StringBuilder endless = new StringBuilder();
    new java.util.Random(1).ints(20_000, 'a', 'z').forEach(c -> endless.append((char) c));

    write(
        call("a", 1, FORWARDED, 0),
        call(endless.toString(), 1, FORWARDED, 0),
        call("c", 1, FORWARDED, 0));

    assertEquals(
        List.of("a", "c"), store.query("SELECT call_control_id FROM call_record ORDER BY 1"));
    assertEquals(1, calls.refused());
  }

  @Test
  void writesManyBatchesAtOnceWithoutLosingAny() {
    List<Future<Void>> batches = new ArrayList<>();
    for (int batch = 0; batch < 20; batch++) {
      int shift = batch;
      batches.add(
          calls.write(
              IntStream.range(0, 200)
                  .mapToObj(i -> call("call-" + (i + shift * 7) % 200, shift, REJECTED, 1 + i % 3))
                  .toList()));
    }

    await(Future.all(batches));

    assertEquals(200, store.number("SELECT count(*) FROM call_record"));
    assertEquals(4_000, store.number("SELECT sum(deliveries) FROM call_record"));
    assertEquals(200, store.number("SELECT sum(hits) FROM entry_hit"));
  }

  @Test
  void putsACallOfAnyDaySomewhere() {
    CallRecord odd = call("a", 1, FORWARDED, 0);
    Instant past = Instant.parse("1999-01-01T00:00:00Z");
    write(
        new CallRecord(
            1,
            "old",
            0,
            0,
            null,
            past,
            past,
            null,
            null,
            "withheld",
            null,
            null,
            Reason.NO_MATCH,
            0,
            false,
            odd.outcome(),
            null,
            null));

    assertEquals(
        List.of("call_record_default"), store.query("SELECT tableoid::regclass FROM call_record"));
  }
}
