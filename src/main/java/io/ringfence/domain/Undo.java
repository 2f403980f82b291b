package io.ringfence.domain;

/** What became of a step of taking an operation back. */
public sealed interface Undo {

  /**
   * Some of it was taken back.
   *
   * @param operation the public id of the undo
   * @param finished whether nothing of it is left to do
   */
  record Done(String operation, boolean finished, Revision revision) implements Undo {}

  /**
   * It was taken back before.
   *
   * @param by the public id of the operation that did
   */
  record Before(String by) implements Undo {}

  /** It is not finished itself. */
  record AtWork() implements Undo {}

  /** There is no such operation, or it is another's. */
  record Absent() implements Undo {}

  /**
   * An entry that was left as it is.
   *
   * @param why {@code edited_since}, {@code value_taken}, {@code ended} or {@code protected}
   */
  record Left(long entry, String why) {}
}
