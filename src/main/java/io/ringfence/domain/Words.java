package io.ringfence.domain;

import java.util.Locale;

/** Enum constants by their written form, which is the constant's name in lower case. */
final class Words {
  private Words() {}

  static <E extends Enum<E>> E find(Class<E> type, String word) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(word)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no " + type.getSimpleName() + " is called " + word);
  }
}
