package io.ringfence.domain;

/**
 * What becomes of a call.
 *
 * @see Reason
 */
public sealed interface Decision {

  /** Which step decided. */
  Reason reason();

  /** The entry that decided, or 0 if none did. */
  long entry();

  /** The caller hears a busy line; the call is never answered. */
  record Reject(Reason reason, long entry) implements Decision {}

  /**
   * The voice application gets the call.
   *
   * @param observed it would have been rejected, had the line, the organisation or the node not
   *     been set to observe
   */
  record Forward(Reason reason, long entry, boolean observed) implements Decision {}
}
