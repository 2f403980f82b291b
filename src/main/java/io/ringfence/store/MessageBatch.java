package io.ringfence.store;

import io.ringfence.domain.MessageRecord;
import io.ringfence.domain.MessageRecord.Sender;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Messages, each once, as the arrays that {@code unnest} takes. */
final class MessageBatch implements Batch {
  private static final String ROWS =
      "(ARRAY(SELECT m::ringfence.message_record FROM unnest("
          + "$1::date[], $2::int[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[],"
          + " $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],"
          + " $14::text[], $15::text[], $16::bigint[], $17::boolean[]) AS m))";

  private record Key(LocalDate day, int organisation, UUID key) {}

  private final String function;
  private final List<Map.Entry<Key, MessageRecord>> messages;

  private MessageBatch(String function, List<Map.Entry<Key, MessageRecord>> messages) {
    this.function = function;
    this.messages = messages;
  }

  /** Those that are rows of their own. */
  static MessageBatch kept(Collection<MessageRecord> records) {
    return of("write_messages", records, MessageRecord::isKept);
  }

  /** Those that are counted by their senders. */
  static MessageBatch counted(Collection<MessageRecord> records) {
    return of("count_messages", records, MessageRecord::isCounted);
  }

  private static MessageBatch of(
      String function, Collection<MessageRecord> records, Predicate<MessageRecord> which) {
    Map<Key, MessageRecord> messages = new LinkedHashMap<>();
    for (MessageRecord record : records) {
      if (which.test(record)) {
        messages.putIfAbsent(
            new Key(Columns.day(record.decidedAt()), record.organisationId(), key(record)), record);
      }
    }
    return new MessageBatch(function, new ArrayList<>(messages.entrySet()));
  }

  /** The same for the same message wherever it is checked. */
  private static UUID key(MessageRecord record) {
    return record.messageId() == null ? record.id() : key(record.messageId());
  }

  static UUID key(String messageId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(messageId.getBytes(StandardCharsets.UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }

  @Override
  public int size() {
    return messages.size();
  }

  @Override
  public MessageBatch part(int from, int to) {
    return new MessageBatch(function, messages.subList(from, to));
  }

  @Override
  public Statement statement() {
    return Statement.of(
        "SELECT ringfence." + function + ROWS,
        keys(LocalDate[]::new, Key::day),
        keys(Integer[]::new, Key::organisation),
        keys(UUID[]::new, Key::key),
        column(OffsetDateTime[]::new, m -> Columns.time(m.decidedAt())),
        words(m -> m.channel().word()),
        words(m -> m.action().word()),
        senders(Sender::visitorId),
        senders(Sender::externalId),
        senders(Sender::ip),
        senders(Sender::email),
        senders(Sender::phone),
        senders(Sender::country),
        words(MessageRecord::messageId),
        words(MessageRecord::conversationId),
        words(m -> m.reason().word()),
        column(Long[]::new, MessageRecord::entry),
        column(Boolean[]::new, MessageRecord::observed));
  }

  private <T> T[] keys(IntFunction<T[]> array, Function<Key, T> member) {
    return messages.stream().map(message -> member.apply(message.getKey())).toArray(array);
  }

  private <T> T[] column(IntFunction<T[]> array, Function<MessageRecord, T> member) {
    return messages.stream().map(message -> member.apply(message.getValue())).toArray(array);
  }

  private String[] words(Function<MessageRecord, String> member) {
    return column(String[]::new, record -> Columns.text(member.apply(record)));
  }

  private String[] senders(Function<Sender, String> member) {
    return words(record -> member.apply(record.sender()));
  }
}
