package io.ringfence.domain;

/** What an entry's value is. */
public enum Kind {
  /** One number, in canonical form: {@code +14155552671}. */
  PHONE,
  /** The beginning of numbers: {@code +1415}. The longest match decides. */
  PHONE_PREFIX;

  /** As written in the API and the database. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Kind of(String word) {
    return Words.find(Kind.class, word);
  }
}
