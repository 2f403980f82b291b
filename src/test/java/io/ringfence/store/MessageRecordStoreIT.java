package io.ringfence.store;

import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.domain.Channel;
import io.ringfence.domain.MessageRecord;
import io.ringfence.domain.MessageRecord.Action;
import io.ringfence.domain.MessageRecord.Sender;
import io.ringfence.domain.Reason;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MessageRecordStoreIT {
  private static final Instant EVENING = Instant.parse("2026-11-21T23:59:50Z");
  private static final String COUNTS =
      "SELECT concat_ws('|', kind, value, day, channel, count, first_seen_at - '%s', last_seen_at - '%s')"
              .formatted(EVENING, EVENING)
          + " FROM sender_seen ORDER BY 1";
  private static final String HITS =
      "SELECT concat_ws('|', organisation_id, entry_id, hits, last_hit_at - '%s') FROM entry_hit"
          .formatted(EVENING);

  private TestStore store;
  private MessageRecordStore messages;

  @BeforeEach
  void open() {
    store = new TestStore();
    messages = new MessageRecordStore(store.database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static MessageRecord blocked(String messageId, int second) {
    return message(messageId, second, Action.MESSAGE, 7, true, "+14155552671");
  }

  private static MessageRecord allowed(String messageId, int second, String phone) {
    return message(messageId, second, Action.MESSAGE, 0, false, phone);
  }

  private static MessageRecord message(
      String messageId, int second, Action action, long entry, boolean blocked, String phone) {
    return new MessageRecord(
        MessageRecord.newId(),
        3,
        EVENING.plusSeconds(second),
        Channel.CHAT,
        action,
        new Sender("c0ffee", null, null, null, phone, null),
        messageId,
        "c-17",
        blocked ? Reason.BAN_PHONE : Reason.NO_MATCH,
        entry,
        blocked,
        false);
  }

  private void write(MessageRecord... records) {
    await(messages.write(List.of(records)));
  }

  @Test
  void keepsOfABlockedMessageThatItWasBlockedAndWhy() {
    write(blocked("m-1", 1));

    assertEquals(
        List.of(
            "2026-11-21|3|2026-11-21 23:59:51+00|chat|message|c0ffee|+14155552671|m-1|c-17|ban_phone|7|f"),
        store.query(
            "SELECT concat_ws('|', day, organisation_id, decided_at, channel, action, visitor_id,"
                + " external_id, ip, email, phone, country, message_id, conversation_id, reason,"
                + " entry_id, observed) FROM message_record"));
    assertEquals(List.of(), store.query(COUNTS));
    assertEquals(List.of("3|7|1|00:00:01"), store.query(HITS));
  }

  @Test
  void countsAnAllowedMessageByEachOfItsSendersIdentifiers() {
    write(allowed("m-1", 1, "+14155552671"), allowed(null, 2, null), allowed(null, 3, null));

    assertEquals(
        List.of(
            "phone|+14155552671|2026-11-21|chat|1|00:00:01|00:00:01",
            "visitor_id|c0ffee|2026-11-21|chat|3|00:00:01|00:00:03"),
        store.query(COUNTS));
    assertEquals(0, store.number("SELECT count(*) FROM message_record"));
  }

  @Test
  void countsAMessageOnceHoweverOftenItIsChecked() {
    write(blocked("m-1", 1), blocked("m-1", 2), allowed("m-2", 1, null), allowed("m-2", 2, null));

    write(blocked("m-1", 3), allowed("m-2", 3, null));

    assertEquals(1, store.number("SELECT count(*) FROM message_record"));
    assertEquals(1, store.number("SELECT sum(count) FROM sender_seen"));
    assertEquals(List.of("3|7|1|00:00:01"), store.query(HITS));
  }

  @Test
  void midnightMakesNoSecondMessageOfOne() {
    write(blocked("m-1", 1), allowed("m-2", 1, null));

    write(blocked("m-1", 60), allowed("m-2", 60, null));

    assertEquals(1, store.number("SELECT count(*) FROM message_record"));
    assertEquals(1, store.number("SELECT sum(count) FROM sender_seen"));
  }

  @Test
  void writingTheSameAgainChangesNothing() {
    List<MessageRecord> batch =
        List.of(blocked(null, 1), allowed(null, 1, null), allowed("m-2", 1, null));
    await(messages.write(batch));

    await(messages.write(batch));

    assertEquals(1, store.number("SELECT count(*) FROM message_record"));
    assertEquals(2, store.number("SELECT sum(count) FROM sender_seen"));
    assertEquals(1, store.number("SELECT sum(hits) FROM entry_hit"));
  }

  @Test
  void loadingAPageCountsForNoSenderAndNoEntry() {
    write(
        message(null, 1, Action.LOAD, 7, true, null),
        message(null, 1, Action.LOAD, 0, false, null),
        message(null, 1, Action.START, 0, false, null));

    assertEquals(
        List.of("load"), store.query("SELECT action FROM message_record WHERE entry_id = 7"));
    assertEquals(List.of(), store.query(COUNTS));
    assertEquals(List.of(), store.query(HITS));
  }

  @Test
  void keepsTextThatPostgresqlCannotHoldAndCountsNoSenderThatIsTooLong() {
    String endless = "é".repeat(2_000);
    MessageRecord odd =
        new MessageRecord(
            MessageRecord.newId(),
            3,
            EVENING,
            Channel.CHAT,
            Action.MESSAGE,
            new Sender("a\0b", endless, null, null, null, null),
            "m\0" + endless,
            endless,
            Reason.NO_MATCH,
            0,
            false,
            false);

    write(odd, allowed("m-2", 1, null));

    assertEquals(
        List.of("a\uFFFDb", "c0ffee"), store.query("SELECT value FROM sender_seen ORDER BY 1"));
    assertEquals(0, messages.refused());
  }

  @Test
  void countsEachOfMessagesThatSeveralNodesWriteAtOnceOnce() {
    List<Future<Void>> batches = new ArrayList<>();
    for (int batch = 0; batch < 20; batch++) {
      int shift = batch;
      batches.add(
          messages.write(
              IntStream.range(0, 200)
                  .mapToObj(i -> (i + shift * 7) % 200)
                  .map(
                      i ->
                          i % 2 == 0
                              ? blocked("m-" + i, shift)
                              : allowed("m-" + i, shift, "+1415555" + (1_000 + i)))
                  .toList()));
    }

    await(Future.all(batches));

    assertEquals(100, store.number("SELECT count(*) FROM message_record"));
    assertEquals(100, store.number("SELECT sum(hits) FROM entry_hit"));
    assertEquals(100, store.number("SELECT sum(count) FROM sender_seen WHERE kind = 'visitor_id'"));
    assertEquals(100, store.number("SELECT sum(count) FROM sender_seen WHERE kind = 'phone'"));
  }
}
