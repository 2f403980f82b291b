package io.ringfence.store;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A call as the table has it. Words are as they were written, perhaps by a newer node.
 *
 * @param day the UTC day of its start, by which it is kept
 * @param lineId 0 where no line named an organisation
 * @param deliveries how often Telnyx told of it
 */
public record RecordedCall(
    LocalDate day,
    int accountId,
    String callControlId,
    int lineId,
    Instant startedAt,
    Instant decidedAt,
    String from,
    String fromRaw,
    String callerId,
    String to,
    String connectionId,
    String reason,
    long entry,
    boolean observed,
    String outcome,
    String detail,
    String attestation,
    int deliveries) {}
