package io.ringfence.store;

import java.time.Instant;
import java.util.Set;

/**
 * A call as it is kept. Words are as they were written, perhaps by a newer node.
 *
 * @param lineId which line was called
 * @param from in canonical form, or null
 * @param entry the deciding entry's id, or 0
 */
public record KeptCall(
    String callControlId,
    int lineId,
    Instant startedAt,
    Instant decidedAt,
    String from,
    String fromRaw,
    String callerId,
    String to,
    String reason,
    long entry,
    boolean observed,
    String outcome,
    String detail,
    String attestation,
    int deliveries) {
  private static final Set<String> REJECTIONS =
      Set.of("rejected", "already_ended", "reject_retry", "reject_failed");

  /** Whether it was to be rejected, whatever came of that. */
  public boolean isRejection() {
    return REJECTIONS.contains(outcome);
  }
}
