package io.ringfence.ops;

/** Looks at one part of the gateway; must not block. */
@FunctionalInterface
public interface Probe {
  Finding look();

  /**
   * What a probe found.
   *
   * @param name of the part: {@code index}, {@code database}, …
   * @param ok whether all is well with it
   * @param whatToDo a sentence for the operator, or null while all is well
   */
  record Finding(String name, boolean ok, String whatToDo) {
    public static Finding well(String name) {
      return new Finding(name, true, null);
    }

    public static Finding ill(String name, String whatToDo) {
      return new Finding(name, false, whatToDo);
    }
  }
}
