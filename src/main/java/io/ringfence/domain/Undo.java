package io.ringfence.domain;

import java.util.List;

/** What became of a step of taking an operation back. */
public sealed interface Undo {

  /**
   * Some of it was taken back, and more is to be.
   *
   * @param operation the public id of the undo
   */
  record GoingOn(String operation) implements Undo {}

  /**
   * All of it was taken back.
   *
   * @param operation the public id of the undo
   * @param takenBack how many entries are as they were
   * @param left those that are not, the first 10,000 by ascending id
   * @param revision of the last change
   */
  record Finished(String operation, int takenBack, List<Left> left, Revision revision)
      implements Undo {
    public Finished {
      left = List.copyOf(left);
    }
  }

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
   * @param why {@code edited_since}, {@code asked_again}, {@code value_taken}, {@code ended} or
   *     {@code protected}
   */
  record Left(long entry, String why) {}
}
