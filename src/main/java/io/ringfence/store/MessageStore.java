package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.MessageRecord.Sender;
import io.ringfence.domain.Organisation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads what is kept of messages.
 *
 * <p>Futures fail as those of {@link EntryStore} do.
 */
public final class MessageStore {
  private static final String FIND =
      "SELECT r.* FROM ringfence.message_record r WHERE r.organisation_id = $1::int"
          + " AND r.key = $2::uuid AND r.day = $3::date";

  private final Database database;

  public MessageStore(Database database) {
    this.database = database;
  }

  /**
   * A page of messages, by the time of the decision, newest first.
   *
   * @param after the place before its first, {@link RecordPlace#BEGINNING} for the first page
   * @param now tells which days to look at first
   */
  public Future<RecordPage<RecordedMessage>> list(
      Organisation organisation, MessageFilter filter, RecordPlace after, int limit, Instant now) {
    return new RecordSearch<>(
            database.session(organisation, Actor.SYSTEM),
            query(organisation, filter),
            MessageStore::message,
            row -> new RecordPlace(decidedAt(row), row.getLong("tie")),
            limit)
        .after(after.upTo(filter.until()), Columns.day(now), Columns.dayOrNull(filter.since()));
  }

  /** One message. */
  public Future<Optional<RecordedMessage>> find(
      Organisation organisation, LocalDate day, UUID key) {
    return database
        .session(organisation, Actor.SYSTEM)
        .run(Statement.of(FIND, organisation.id(), key, day))
        .map(rows -> rows.stream().findFirst().map(MessageStore::message));
  }

  private static RecordQuery query(Organisation organisation, MessageFilter filter) {
    Sender sender = filter.sender();
    return new RecordQuery(
            organisation, "message_record", "decided_at", "hashtextextended(r.key::text, 0)")
        .indexed(
            "r.key = %s::uuid",
            filter.messageId() == null ? null : MessageBatch.key(filter.messageId()))
        .indexed("r.entry_id <> 0 AND r.entry_id = %s::bigint", filter.entry())
        .indexed("r.decided_at >= %s::timestamptz", Columns.timeOrNull(filter.since()))
        .searched("r.visitor_id = %s::text", sender.visitorId())
        .searched("r.external_id = %s::text", sender.externalId())
        .searched("r.ip = %s::text", sender.ip())
        .searched("r.email = %s::text", sender.email())
        .searched("r.phone = %s::text", sender.phone())
        .searched("r.country = %s::text", sender.country())
        .searched("r.conversation_id = %s::text", filter.conversationId())
        .searched("r.channel = %s::text", filter.channel())
        .searched("r.action = %s::text", filter.action())
        .searched("r.reason = %s::text", filter.reason())
        .searched("r.observed = %s::boolean", filter.observed());
  }

  private static RecordedMessage message(Row row) {
    return new RecordedMessage(
        row.getLocalDate("day"),
        row.getUUID("key"),
        decidedAt(row),
        row.getString("channel"),
        row.getString("action"),
        new Sender(
            row.getString("visitor_id"),
            row.getString("external_id"),
            row.getString("ip"),
            row.getString("email"),
            row.getString("phone"),
            row.getString("country")),
        row.getString("message_id"),
        row.getString("conversation_id"),
        row.getString("reason"),
        row.getLong("entry_id"),
        row.getBoolean("observed"));
  }

  private static Instant decidedAt(Row row) {
    return row.getOffsetDateTime("decided_at").toInstant();
  }
}
