package io.ringfence.number;

import java.util.Locale;

/** Why a typed value makes no entry. */
public enum Refusal {
  WITHHELD,
  SHORT,
  EMERGENCY,
  UNREADABLE,
  /** A prefix with anything in it but a plus sign, digits and punctuation; wildcards too. */
  PREFIX_UNREADABLE,
  PREFIX_WITHOUT_PLUS,
  PREFIX_TOO_SHORT,
  PREFIX_TOO_LONG,
  /** No country has this code. */
  UNKNOWN_COUNTRY_CODE,
  /** Numbers are never written so once they are normalized. */
  PREFIX_NEVER_MATCHES;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
