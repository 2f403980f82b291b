package io.ringfence.domain;

/**
 * Policies of a line or an organisation; null where it sets none. A line's come before its
 * organisation's, and with neither the call is allowed: emergency centres call back with withheld
 * and with unassigned numbers.
 *
 * @param withheld the caller kept the number back
 * @param unreadable {@code from} is no number
 * @param shortCode {@code from} is a short code
 * @param attestation the call's STIR attestation is weaker than A, or its signature did not hold
 * @param screening Telnyx's screening flagged the call
 */
public record Policies(
    Policy withheld, Policy unreadable, Policy shortCode, Policy attestation, Policy screening) {
  public static final Policies NONE = new Policies(null, null, null, null, null);
}
