package io.ringfence.records;

/** A record as one line of JSON. */
public interface Codec<T> {
  String write(T one);

  /**
   * @throws RuntimeException for a line that is not a whole record
   */
  T read(String line);
}
