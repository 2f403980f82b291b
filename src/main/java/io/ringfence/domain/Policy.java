package io.ringfence.domain;

/** What happens to callers that no entry can match. */
public enum Policy {
  ALLOW,
  REJECT;

  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Policy of(String word) {
    return Words.find(Policy.class, word);
  }
}
