package io.ringfence.subject;

/**
 * What became of a text. Never an exception.
 *
 * @param <K> the kind of key
 */
public sealed interface Value<K> {
  /**
   * A key.
   *
   * @param raw what was written
   * @param width {@link Width#NORMAL} or {@link Width#WIDE}
   */
  record Accepted<K>(K canonical, String raw, Width width) implements Value<K> {}

  /**
   * No key.
   *
   * @param code which rule refused it
   * @param detail an English sentence for whoever wrote it: why, and what form would do
   */
  record Refused<K>(Refusal code, String detail) implements Value<K> {}
}
