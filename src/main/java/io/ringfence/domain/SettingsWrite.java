package io.ringfence.domain;

/** What became of a write to an organisation, an account or a line. */
public sealed interface SettingsWrite<T> {

  /**
   * It stands as it was asked for.
   *
   * @param written as it is now; what was deleted, as it was
   * @param revision of the change, or of what stands where nothing changed
   */
  record Done<T>(Outcome outcome, T written, Revision revision) implements SettingsWrite<T> {
    public boolean changed() {
      return outcome != Outcome.UNCHANGED;
    }
  }

  /**
   * Nothing was done.
   *
   * @param field the one it is about, as the database names it, or null
   * @param other the public id of the thing that is in the way, where it is one's own; or null
   */
  record Refused<T>(Obstacle obstacle, String field, String other) implements SettingsWrite<T> {}

  /** There is no such thing, or it is another's. */
  record Absent<T>() implements SettingsWrite<T> {}

  enum Outcome {
    CREATED,
    CHANGED,
    UNCHANGED,
    DELETED
  }

  /** Why nothing was done. */
  enum Obstacle {
    /** Something else has what must be unique. */
    TAKEN,
    /** Configuration owns the field. */
    MANAGED,
    /** It is what the gateway itself is set up with, and stays. */
    FIXED,
    /** Something still depends on it. */
    IN_USE,
    /** The account that is named is none of the organisation's. */
    NO_ACCOUNT,
    /** Only the operator may. */
    OPERATORS,
    /** A number and a connection at once. */
    BOTH,
    /** Blocked visitors are to be shown a message, and there is none. */
    NO_MESSAGE
  }
}
