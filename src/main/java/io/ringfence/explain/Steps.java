package io.ringfence.explain;

import io.ringfence.domain.Reason;

/** The steps of a call's ladder, as the documentation numbers them. */
public final class Steps {
  private Steps() {}

  /** Which step of a call's ladder decides so: 1 to 8; 0 where none was taken. */
  public static int of(Reason reason) {
    return switch (reason) {
      case PROTECTED -> 1;
      case ALLOW_PHONE -> 2;
      case BAN_PHONE -> 3;
      case PSAP_CALLBACK -> 4;
      case ALLOW_PREFIX, BAN_PREFIX -> 5;
      case ALLOW_COUNTRY, BAN_COUNTRY -> 6;
      case POLICY_WITHHELD, POLICY_UNREADABLE, POLICY_SHORT, POLICY_ATTESTATION, POLICY_SCREENING ->
          7;
      case NO_MATCH -> 8;
      default -> 0;
    };
  }
}
