package io.ringfence.telnyx;

/** What came of a command. */
public sealed interface CommandOutcome {

  Effort effort();

  /**
   * What it took.
   *
   * @param attempts how many requests were begun, 0 if none could be
   * @param nanos from the order to the outcome
   */
  record Effort(int attempts, long nanos) {}

  /** Telnyx carries it out. */
  record Accepted(Effort effort) implements CommandOutcome {}

  /** The caller had hung up before: as good as accepted, since nobody's phone rang. */
  record AlreadyEnded(Effort effort) implements CommandOutcome {}

  /**
   * No final answer inside the deadline; it may go better when Telnyx delivers the event again.
   *
   * @param detail the last thing that went wrong, in a few words
   */
  record Transient(String detail, Effort effort) implements CommandOutcome {}

  /**
   * Telnyx refuses it, and would refuse a repeat.
   *
   * @param status the HTTP status, or 0 if nothing was sent
   * @param code Telnyx's error code, {@code no_api_key} if nothing was sent, or null
   * @param detail Telnyx's words, cut short, or null
   */
  record Permanent(int status, String code, String detail, Effort effort)
      implements CommandOutcome {}
}
