package io.ringfence.api;

import io.ringfence.domain.CallerId;
import io.ringfence.explain.Signs;
import io.ringfence.number.Numbering;
import io.ringfence.store.RecordedCall;

/** What a decision read of a call, as far as the record of the call tells. */
final class KeptCallers {
  /** Any other than what says that nothing was found. */
  private static final String FLAGGED = "flagged";

  private KeptCallers() {}

  /** The caller as it was read then; what the number's other forms are is read now. */
  static CallerId read(Numbering numbering, RecordedCall kept, String region) {
    return switch (kept.callerId()) {
      case "known" -> numbering.caller(kept.from(), region);
      case "withheld" -> CallerId.WITHHELD;
      case "short" -> numbering.caller(kept.fromRaw(), region);
      default -> CallerId.UNREADABLE;
    };
  }

  /** Of what is not kept, the policy tells that decided by it. */
  static Signs signs(RecordedCall kept, boolean emergency) {
    boolean attested = kept.attestation() == null || kept.attestation().equals("A");
    boolean weak = kept.reason().equals("policy_attestation");
    return new Signs(
        emergency,
        kept.attestation(),
        weak && attested ? Boolean.FALSE : null,
        kept.reason().equals("policy_screening") ? FLAGGED : null,
        kept.reason().equals("psap_callback"));
  }

  static String word(CallerId caller) {
    if (caller instanceof CallerId.Known) {
      return "known";
    }
    if (caller instanceof CallerId.Short) {
      return "short";
    }
    return caller instanceof CallerId.Withheld ? "withheld" : "unreadable";
  }
}
