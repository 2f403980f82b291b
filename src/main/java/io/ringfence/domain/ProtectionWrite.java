package io.ringfence.domain;

/**
 * What became of protecting a value, or of ending that.
 *
 * @param protection as it stands, or stood; null where there is no room for another
 * @param bannedBy a ban in force on the value, or on a number that begins with it; 0 for none
 * @param revision of the change, or of what stands where nothing changed; null with the former
 */
public record ProtectionWrite(
    Outcome outcome, Protection protection, long bannedBy, Revision revision) {

  public enum Outcome {
    CREATED,
    /** It was protected already and keeps its reason. */
    UNCHANGED,
    /** The organisation has as many as it may have. */
    FULL,
    DELETED;

    public static Outcome of(String word) {
      return Words.find(Outcome.class, word);
    }
  }
}
