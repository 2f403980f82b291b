package io.ringfence.explain;

/**
 * What a call says beside its number.
 *
 * @param emergency the caller is an emergency number
 * @param attestation STIR attestation, or null
 * @param attestationValidated whether its signature held, or null if nobody said
 * @param screeningResult what Telnyx's screening found, or null
 * @param psapCallback an emergency centre calls back
 */
public record Signs(
    boolean emergency,
    String attestation,
    Boolean attestationValidated,
    String screeningResult,
    boolean psapCallback) {
  /** Of a call of which nothing but its numbers is known. */
  public static Signs none(boolean emergency) {
    return new Signs(emergency, null, null, null, false);
  }
}
