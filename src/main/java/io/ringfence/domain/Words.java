package io.ringfence.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Enum constants by their written form, which is the constant's name in lower case. */
final class Words {
  /** Made once for each type: a load asks for two words of every row. */
  private static final ClassValue<Map<String, Object>> CONSTANTS =
      new ClassValue<>() {
        @Override
        protected Map<String, Object> computeValue(Class<?> type) {
          return Arrays.stream(type.getEnumConstants())
              .collect(
                  Collectors.toUnmodifiableMap(
                      constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT),
                      constant -> constant));
        }
      };

  private Words() {}

  static <E extends Enum<E>> E find(Class<E> type, String word) {
    Object constant = word == null ? null : CONSTANTS.get(type).get(word);
    if (constant == null) {
      throw new IllegalArgumentException("no " + type.getSimpleName() + " is called " + word);
    }
    return type.cast(constant);
  }
}
