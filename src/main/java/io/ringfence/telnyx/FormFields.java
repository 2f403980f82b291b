package io.ringfence.telnyx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The members of an {@code application/x-www-form-urlencoded} text that are wanted: a plus sign is
 * a blank, {@code %2B} is a plus sign, what is escaped is UTF-8.
 */
final class FormFields {
  private static final int ESCAPE = 3;

  private final byte[] form;
  private final Set<String> wanted;
  private final Map<String, String> found = new HashMap<>();

  private FormFields(byte[] form, Set<String> wanted) {
    this.form = form;
    this.wanted = wanted;
  }

  /**
   * Reads a form.
   *
   * @return null for a broken escape, for text that is not UTF-8, and for a wanted member that is
   *     there twice with different values: the application might believe the other one
   */
  static Map<String, String> read(byte[] form, Set<String> wanted) {
    FormFields fields = new FormFields(form, wanted);
    try {
      return fields.read() ? fields.found : null;
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  private boolean read() throws CharacterCodingException {
    int from = 0;
    while (from <= form.length) {
      int end = next('&', from, form.length);
      int equals = next('=', from, end);
      String name = decoded(from, equals);
      String value = decoded(Math.min(equals + 1, end), end);
      if (name == null || value == null || isContradiction(name, value)) {
        return false;
      }
      from = end + 1;
    }
    return true;
  }

  private boolean isContradiction(String name, String value) {
    String before = wanted.contains(name) ? found.putIfAbsent(name, value) : null;
    return before != null && !before.equals(value);
  }

  private int next(char wantedByte, int from, int end) {
    int at = from;
    while (at < end && form[at] != wantedByte) {
      at++;
    }
    return at;
  }

  /** Null for a broken escape. */
  private String decoded(int from, int end) throws CharacterCodingException {
    byte[] bytes = new byte[end - from];
    int length = 0;
    for (int at = from; at < end; at++) {
      byte one = form[at];
      if (one == '%') {
        int value = end - at < ESCAPE ? -1 : escaped(form[at + 1], form[at + 2]);
        if (value < 0) {
          return null;
        }
        one = (byte) value;
        at += ESCAPE - 1;
      } else if (one == '+') {
        one = ' ';
      }
      bytes[length++] = one;
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
  }

  private static int escaped(byte high, byte low) {
    int first = hex(high);
    int second = hex(low);
    return first < 0 || second < 0 ? -1 : first << 4 | second;
  }

  private static int hex(byte digit) {
    return digit < 0 ? -1 : Character.digit(digit, 16);
  }
}
