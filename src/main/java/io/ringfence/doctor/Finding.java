package io.ringfence.doctor;

import java.util.Locale;

/**
 * What was found of one thing.
 *
 * @param name of the thing, for scripts: it stays
 * @param found what it is like, in one line
 * @param whatToDo a sentence for the operator, or null
 */
public record Finding(String name, Status status, String found, String whatToDo) {

  /** From well to bad; {@link #SKIPPED} where it could not be looked at. */
  public enum Status {
    OK,
    SKIPPED,
    WARN,
    FAIL;

    /** As the command line and its JSON write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Finding ok(String name, String found) {
    return new Finding(name, Status.OK, found, null);
  }

  public static Finding warn(String name, String found, String whatToDo) {
    return new Finding(name, Status.WARN, found, whatToDo);
  }

  public static Finding fail(String name, String found, String whatToDo) {
    return new Finding(name, Status.FAIL, found, whatToDo);
  }

  /**
   * @param why it could not be looked at
   */
  public static Finding skipped(String name, String why) {
    return new Finding(name, Status.SKIPPED, why, null);
  }
}
