package io.ringfence.sync;

/** What became of a load of the tables. */
public sealed interface Loaded {

  /**
   * It agreed with the counts, or somebody accepted it.
   *
   * @param entries how many it has
   * @param before how many the list in force until then had, 0 if there was none
   */
  record InForce(long entries, long before) implements Loaded {
    /** Whether more than half of the list is gone. */
    public boolean shrunk() {
      return entries < before / 2.0;
    }
  }

  /**
   * It does not agree with the counts, and what was in force stays.
   *
   * @param entries how many it has
   * @param counted how many there should be
   */
  record HeldBack(long entries, long counted) implements Loaded {}

  /** The connection was lost meanwhile, and another attempt has begun. */
  record Overtaken() implements Loaded {}
}
