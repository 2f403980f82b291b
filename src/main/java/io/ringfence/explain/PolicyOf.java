package io.ringfence.explain;

import io.ringfence.domain.Policies;
import io.ringfence.domain.Policy;
import io.ringfence.domain.Reason;
import java.util.Locale;

/** The policies, each with the reason that names it. */
enum PolicyOf {
  WITHHELD,
  UNREADABLE,
  SHORT,
  ATTESTATION,
  SCREENING;

  static boolean is(Reason reason) {
    return reason.name().startsWith("POLICY_");
  }

  /**
   * @throws IllegalArgumentException if the reason is no policy's
   */
  static PolicyOf of(Reason reason) {
    return valueOf(reason.name().substring("POLICY_".length()));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Policy in(Policies policies) {
    return switch (this) {
      case WITHHELD -> policies.withheld();
      case UNREADABLE -> policies.unreadable();
      case SHORT -> policies.shortCode();
      case ATTESTATION -> policies.attestation();
      case SCREENING -> policies.screening();
    };
  }

  /** These policies with this one set to allow. */
  Policies allowed(Policies there) {
    return new Policies(
        this == WITHHELD ? Policy.ALLOW : there.withheld(),
        this == UNREADABLE ? Policy.ALLOW : there.unreadable(),
        this == SHORT ? Policy.ALLOW : there.shortCode(),
        this == ATTESTATION ? Policy.ALLOW : there.attestation(),
        this == SCREENING ? Policy.ALLOW : there.screening());
  }
}
