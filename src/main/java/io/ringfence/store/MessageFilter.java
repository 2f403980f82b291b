package io.ringfence.store;

import io.ringfence.domain.MessageRecord.Sender;
import java.time.Instant;

/**
 * Which messages to show; a null member asks for any.
 *
 * @param sender identifiers in canonical form, null ones for any
 * @param channel its word
 * @param action its word
 * @param since the earliest decision
 * @param until the first decision that is too late
 */
public record MessageFilter(
    Sender sender,
    String messageId,
    String conversationId,
    String channel,
    String action,
    String reason,
    Long entry,
    Boolean observed,
    Instant since,
    Instant until) {}
