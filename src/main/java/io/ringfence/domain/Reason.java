package io.ringfence.domain;

import java.util.Locale;

/**
 * The step that decided, in the order in which the steps are taken, a check's other kinds apart.
 */
public enum Reason {
  /** Nothing was ever loaded: {@code when_unloaded} decides. */
  UNLOADED,
  /** The organisation's own line, a value it protects, or an emergency number. */
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
  ALLOW_VISITOR_ID,
  BAN_VISITOR_ID,
  ALLOW_EMAIL,
  BAN_EMAIL,
  ALLOW_EMAIL_DOMAIN,
  BAN_EMAIL_DOMAIN,
  ALLOW_IP,
  BAN_IP,
  /** Nothing spoke against the call, or the sender. */
  NO_MATCH;

  /**
   * Whether a call is rejected, or a sender blocked, for this reason, if nobody merely observes.
   */
  public boolean isAgainst() {
    return switch (this) {
      case BAN_PHONE,
          BAN_PREFIX,
          BAN_COUNTRY,
          POLICY_WITHHELD,
          POLICY_UNREADABLE,
          POLICY_SHORT,
          POLICY_ATTESTATION,
          POLICY_SCREENING,
          BAN_VISITOR_ID,
          BAN_EMAIL,
          BAN_EMAIL_DOMAIN,
          BAN_IP ->
          true;
      case UNLOADED,
          PROTECTED,
          ALLOW_PHONE,
          PSAP_CALLBACK,
          ALLOW_PREFIX,
          ALLOW_COUNTRY,
          ALLOW_VISITOR_ID,
          ALLOW_EMAIL,
          ALLOW_EMAIL_DOMAIN,
          ALLOW_IP,
          NO_MATCH ->
          false;
    };
  }

  /** Whether a check may be decided so and no call: of a caller there is nothing but the number. */
  public boolean isOfChecksOnly() {
    return compareTo(ALLOW_VISITOR_ID) >= 0 && compareTo(BAN_IP) <= 0;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
