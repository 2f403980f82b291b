package io.ringfence.store;

import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PartitionsIT {
  private static final String INSERT =
      "INSERT INTO call_record (day, account_id, call_control_id, organisation_id, line_id, started_at,"
          + " decided_at, caller_id, reason, entry_id, observed, outcome, deliveries)"
          + " VALUES ((now() AT TIME ZONE 'UTC')::date + %d, 1, 'x', 1, 1, now(), now(), 'known', 'no_match', 0,"
          + " false, 'forwarded', 1)";
  private static final String SEEN =
      "INSERT INTO message_seen VALUES ((now() AT TIME ZONE 'UTC')::date + %d, 1, gen_random_uuid())";
  private static final String TODAY =
      "call_record_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')";

  private TestStore store;
  private Partitions partitions;

  @BeforeEach
  void open() {
    store = new TestStore();
    partitions = new Partitions(store.database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private long count() {
    return store.number(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = 'call_record'::regclass");
  }

  @Test
  void hasTodayAndAWeekFromTheStart() {
    await(partitions.ensure());

    assertEquals(1, store.number("SELECT count(*) FROM pg_class WHERE relname = '" + TODAY));
    assertEquals(0, await(partitions.ensure()));
  }

  @Test
  void makesTheMissingOnesAndMovesWhatLiesInTheDefaultOne() {
    store.sql("DO $$ BEGIN EXECUTE 'DROP TABLE " + TODAY + "; END $$", INSERT.formatted(0));
    assertEquals(1, store.number("SELECT count(*) FROM call_record_default"));

    int made = await(partitions.ensure());

    assertEquals(1, made);
    assertEquals(0, store.number("SELECT count(*) FROM call_record_default"));
    assertEquals(1, store.number("SELECT count(*) FROM call_record"));
    assertEquals(
        0,
        store.number(
            "SELECT count(*) FROM call_record WHERE tableoid = 'call_record_default'::regclass"));
  }

  @Test
  void dropsWhatIsOlderThanItIsKept() {
    await(partitions.ensure());
    long before = count();
    store.sql(
        "CREATE TABLE call_record_20200101 PARTITION OF call_record FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')",
        INSERT.formatted(-400),
        INSERT.formatted(-5));

    int dropped = await(partitions.dropOlderThan(30));

    assertEquals(1, dropped);
    assertEquals(before, count());
    assertEquals(1, store.number("SELECT count(*) FROM call_record_default"));
  }

  @Test
  void dropsMessagesAndTheirCountsToo() {
    for (String table : List.of("message_record", "sender_seen", "message_seen")) {
      store.sql(
          "CREATE TABLE %1$s_20200101 PARTITION OF %1$s FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')"
              .formatted(table));
    }
    store.sql(SEEN.formatted(-10), SEEN.formatted(-2));

    int dropped = await(partitions.dropOlderThan(30));

    assertEquals(3, dropped);
    // Whether a message was counted is asked for two days only, however long counts are kept.
    assertEquals(1, store.number("SELECT count(*) FROM message_seen"));
  }

  @Test
  void refusesToKeepNothing() {
    assertThrows(DatabaseFailed.class, () -> await(partitions.dropOlderThan(0)));
  }
}
