package io.ringfence.domain;

import java.time.Instant;

/**
 * What is kept of a call and its decision.
 *
 * @param organisationId 0 where no line named one
 * @param startedAt when Telnyx says the call began; the same in every delivery of the event
 * @param decidedAt when this node decided
 * @param from the caller's number in canonical form, or null if it was none
 * @param fromRaw what Telnyx sent, or null
 * @param callerId {@code known}, {@code short}, {@code withheld} or {@code unreadable}
 * @param to the number dialled, as Telnyx sent it, or null
 * @param entry the deciding entry's id, or 0
 * @param outcome what came of the decision, {@code rejected}, {@code forwarded}, …
 * @param detail the code or status behind a failure, or null
 * @param attestation {@code A}, {@code B}, {@code C} or null
 */
public record CallRecord(
    int accountId,
    String callControlId,
    int organisationId,
    int lineId,
    String eventId,
    Instant startedAt,
    Instant decidedAt,
    String from,
    String fromRaw,
    String callerId,
    String to,
    String connectionId,
    Reason reason,
    long entry,
    boolean observed,
    Outcome outcome,
    String detail,
    String attestation) {

  /** What came of a decision. */
  public enum Outcome {
    /** Telnyx accepted the reject command, or asked for TeXML and was answered to reject. */
    REJECTED,
    /** The caller had hung up before the command arrived. */
    ALREADY_ENDED,
    /** The command failed for a while; Telnyx was asked to deliver again. */
    REJECT_RETRY,
    /** The command failed for good; the call was not forwarded. */
    REJECT_FAILED,
    FORWARDED,
    /** The upstream did not answer; Telnyx was told so. */
    UPSTREAM_FAILED,
    /** The line has no upstream. */
    NO_UPSTREAM;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Outcome of(String word) {
      return Words.find(Outcome.class, word);
    }
  }
}
