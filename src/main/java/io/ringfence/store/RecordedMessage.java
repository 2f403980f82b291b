package io.ringfence.store;

import io.ringfence.domain.MessageRecord.Sender;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A message that was blocked or observed, as the table has it. Words are as they were written,
 * perhaps by a newer node.
 *
 * @param day the UTC day of the decision, by which it is kept
 * @param key unique on its day
 */
public record RecordedMessage(
    LocalDate day,
    UUID key,
    Instant decidedAt,
    String channel,
    String action,
    Sender sender,
    String messageId,
    String conversationId,
    String reason,
    long entry,
    boolean observed) {}
