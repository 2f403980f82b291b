package io.ringfence.api;

import static io.ringfence.store.TestStore.await;

import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CallRecord.Outcome;
import io.ringfence.domain.Reason;
import io.ringfence.store.CallRecordStore;
import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** Calls that were recorded, for lists to show. */
record RecordRows(TestStore store, int organisation, int line) {

  /** For an organisation, which gets an account and a line of its own. */
  static RecordRows of(TestStore store, String slug) {
    int id = (int) store.number("SELECT id FROM organisation WHERE slug = '" + slug + "'");
    store.sql(
        "INSERT INTO account (organisation_id, slug) VALUES (" + id + ", '" + slug + "')",
        "INSERT INTO line (organisation_id, account_id, number) SELECT organisation_id, id, '+1500555"
            + (1_000 + id)
            + "' FROM account WHERE slug = '"
            + slug
            + "'");
    int line = (int) store.number("SELECT id FROM line WHERE organisation_id = " + id);
    return new RecordRows(store, id, line);
  }

  /** What is different about a call. */
  record Odd(String from, String raw, String callerId, Reason reason, long entry, Outcome outcome) {
    static final Odd REJECTED =
        new Odd("+14155552671", "(415) 555-2671", "known", Reason.BAN_PHONE, 7, Outcome.REJECTED);
    static final Odd WITHHELD =
        new Odd(null, "anonymous", "withheld", Reason.NO_MATCH, 0, Outcome.FORWARDED);

    static Odd of(String from) {
      return new Odd(from, from, "known", Reason.NO_MATCH, 0, Outcome.FORWARDED);
    }
  }

  void call(String id, Instant at, Odd odd) {
    CallRecord call =
        new CallRecord(
            account(),
            id,
            organisation,
            line,
            "event-" + id,
            at,
            at.plusMillis(20),
            odd.from(),
            odd.raw(),
            odd.callerId(),
            "+15005550001",
            "1000000000000000001",
            odd.reason(),
            odd.entry(),
            false,
            odd.outcome(),
            null,
            "A");
    await(new CallRecordStore(store.database).write(List.of(call)));
  }

  private int account() {
    return (int)
        store.number(
            "SELECT coalesce(max(id), 0) FROM account WHERE organisation_id = " + organisation);
  }

  /** A member of each of a page's rows. */
  static List<String> of(Reply page, String member) {
    JsonArray data = page.json().getJsonArray("data");
    return data.stream().map(one -> ((JsonObject) one).getString(member)).toList();
  }
}
