package io.ringfence.telnyx;

import io.ringfence.domain.Secret;

/**
 * A reject command to be given.
 *
 * @param cause {@code USER_BUSY} sounds like a busy line, {@code CALL_REJECTED} like a refusal
 * @param clientState Base64 that comes back in every later event of the call, or null
 * @param apiKey the account's, or null if it has none: then the command fails for good
 */
public record RejectOrder(String callControlId, String cause, String clientState, Secret apiKey) {
  public RejectOrder {
    if (callControlId.isBlank() || cause.isBlank()) {
      throw new IllegalArgumentException("a reject command names its call and its cause");
    }
  }
}
