package io.ringfence.domain;

import java.util.Locale;

/** The step that decided, in the order in which the steps are taken. */
public enum Reason {
  /** Nothing was ever loaded: {@code when_unloaded} decides. */
  UNLOADED,
  /** The organisation's own line or an emergency number. */
  PROTECTED,
  ALLOW_PHONE,
  BAN_PHONE,
  /** An emergency centre calls back (RFC 7090). */
  PSAP_CALLBACK,
  ALLOW_PREFIX,
  BAN_PREFIX,
  ALLOW_COUNTRY,
  BAN_COUNTRY,
  POLICY_WITHHELD,
  POLICY_UNREADABLE,
  POLICY_SHORT,
  POLICY_ATTESTATION,
  POLICY_SCREENING,
  /** Nothing spoke against the call. */
  NO_MATCH;

  /** Whether a call is rejected for this reason, where nobody merely observes. */
  public boolean isAgainst() {
    return switch (this) {
      case BAN_PHONE,
          BAN_PREFIX,
          BAN_COUNTRY,
          POLICY_WITHHELD,
          POLICY_UNREADABLE,
          POLICY_SHORT,
          POLICY_ATTESTATION,
          POLICY_SCREENING ->
          true;
      case UNLOADED, PROTECTED, ALLOW_PHONE, PSAP_CALLBACK, ALLOW_PREFIX, ALLOW_COUNTRY, NO_MATCH ->
          false;
    };
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
