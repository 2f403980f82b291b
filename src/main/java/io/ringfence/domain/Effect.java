package io.ringfence.domain;

/** What an entry does to whom it matches. */
public enum Effect {
  BAN,
  ALLOW;

  /** As written in the API and the database. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Effect of(String word) {
    return Words.find(Effect.class, word);
  }
}
