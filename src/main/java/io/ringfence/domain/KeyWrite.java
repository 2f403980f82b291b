package io.ringfence.domain;

/**
 * What a write to a key did, or why it did nothing.
 *
 * @param key as it is after it
 * @param revision the change this write made, or the newest there was
 */
public record KeyWrite(Outcome outcome, KeyDetails key, Revision revision) {
  public enum Outcome {
    CREATED,
    REVOKED,
    /** It had been revoked before. */
    UNCHANGED,
    /** Configuration gives it, and would give it again. */
    CONFIGURED,
    /** It has the permission operator, and whoever asked has not. */
    NOT_YOURS,
    /** Without it nobody would have its permission admin, or operator; that was not confirmed. */
    LAST;

    public static Outcome of(String word) {
      return Words.find(Outcome.class, word);
    }
  }
}
