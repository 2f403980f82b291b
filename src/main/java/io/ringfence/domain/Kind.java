package io.ringfence.domain;

/** What an entry's value is. */
public enum Kind {
  /** One number, in canonical form: {@code +14155552671}. */
  PHONE,
  /** The beginning of numbers: {@code +1415}. The longest match decides. */
  PHONE_PREFIX,
  /** An {@link IpRange}: one address or a block of them. The longest match decides. */
  IP,
  /** An {@link Email}. */
  EMAIL,
  /** An {@link EmailDomain}, with its subdomains. The narrowest decides. */
  EMAIL_DOMAIN,
  /** A {@link VisitorId}. */
  VISITOR_ID,
  /** A {@link Country}: of a number, or the one that a check names. */
  COUNTRY;

  /** As written in the API and the database. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Kind of(String word) {
    return Words.find(Kind.class, word);
  }
}
