package io.ringfence.domain;

/** Of a node's index. */
public enum Freshness {
  /** Nothing has been loaded yet. */
  LOADING,
  /** Complete, and the change log's head was confirmed a moment ago. */
  LIVE,
  /** Complete as of some time ago; it goes on serving. */
  STALE;

  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Freshness of(String word) {
    return Words.find(Freshness.class, word);
  }
}
