package io.ringfence.subject;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;

/** What is not seen of a text: blanks of every script, controls, invisible characters. */
final class Text {
  private Text() {}

  /** Without blanks and invisible characters at both ends, as they come along when pasted. */
  static String trimmed(String raw) {
    if (raw == null) {
      return "";
    }
    int from = 0;
    int end = raw.length();
    while (from < end && isNothing(raw.codePointAt(from))) {
      from += Character.charCount(raw.codePointAt(from));
    }
    while (end > from && isNothing(raw.codePointBefore(end))) {
      end -= Character.charCount(raw.codePointBefore(end));
    }
    return raw.substring(from, end);
  }

  private static boolean isNothing(int c) {
    return c > ' ' && c < 0x7f ? false : isBlank(c) || isIgnorable(c);
  }

  static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Whether a character stands for nothing at all: a zero-width space, a joiner, a BOM. */
  static boolean isIgnorable(int c) {
    return c > 0x7f && UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }

  /** Whether a character is a control, or none at all: half of one, or one that nobody defined. */
  static boolean isNoCharacter(int c) {
    // Its constants are not those of java.lang.Character.
    return switch (UCharacter.getType(c)) {
      case UCharacterCategory.CONTROL,
          UCharacterCategory.FORMAT,
          UCharacterCategory.SURROGATE,
          UCharacterCategory.LINE_SEPARATOR,
          UCharacterCategory.PARAGRAPH_SEPARATOR,
          UCharacterCategory.PRIVATE_USE,
          UCharacterCategory.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
