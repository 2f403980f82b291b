package io.ringfence.number;

/**
 * The digits that a text spells: punctuation gone, digits of any script made ASCII, letters made
 * the digits of their keys.
 *
 * @param plus whether a plus sign (or several) stood in front
 * @param vanity whether letters stood among them
 * @param bracketedZero the index in {@code digits} of a zero written as {@code (0)} after other
 *     digits, or -1: a trunk prefix that is dialled at home only
 */
record Spelling(String digits, boolean plus, boolean vanity, int bracketedZero) {
  /** Fewer letters are slips, such as an O for a zero; the library draws the line here too. */
  private static final int FEWEST_LETTERS = 3;

  private static final String PUNCTUATION =
      "./()[]~'\"\u2212\u30FC\uFF0E\uFF0F\uFF08\uFF09\uFF3B\uFF3D\u2053\u223C\uFF5E";

  /** The longest code that is dialled inside one network. */
  private static final int LONGEST_SHORT = 6;

  /**
   * Reads a text that names one number and nothing else.
   *
   * @return null if it holds anything else: a label, a name, a second number, a placeholder
   */
  static Spelling of(String text) {
    Scan scan = new Scan();
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!scan.take(character)) {
        return null;
      }
      i += Character.charCount(character);
    }
    return scan.result();
  }

  /** Digits, as in the text. */
  boolean couldBeShort() {
    return !plus && !vanity && digits.length() <= LONGEST_SHORT;
  }

  /** Whether a character only groups digits for the eye. */
  static boolean isVisual(int character) {
    return switch (Character.getType(character)) {
      case Character.SPACE_SEPARATOR, Character.DASH_PUNCTUATION -> true;
      default -> PUNCTUATION.indexOf(character) >= 0;
    };
  }

  static boolean isPlus(int character) {
    return character == '+' || character == '\uFF0B';
  }

  private static final class Scan {
    private final StringBuilder digits = new StringBuilder();
    private boolean plus;
    private int letters;
    private int previous;
    private int opened = -1;
    private int bracketedZero = -1;

    boolean take(int character) {
      int before = previous;
      previous = character;
      if (Character.getType(character) == Character.DECIMAL_DIGIT_NUMBER) {
        digits.append((char) ('0' + Character.digit(character, 10)));
        return true;
      }
      if (Keypad.hasLetter(character)) {
        return takeLetter(character, before);
      }
      if (isPlus(character)) {
        plus = true;
        return digits.length() == 0;
      }
      noteBracket(character);
      return isVisual(character);
    }

    private boolean takeLetter(int letter, int before) {
      digits.append(Keypad.digit(letter));
      letters++;
      boolean first = digits.length() == 1;
      // 650253XXXX is a masked number, which a keypad would make somebody else's.
      boolean masked = (letter | 0x20) == 'x' && (before | 0x20) == 'x';
      return !first && !masked;
    }

    private void noteBracket(int character) {
      if (character == '(') {
        opened = digits.length();
      } else if (character == ')' && opened > 0 && digits.length() == opened + 1) {
        bracketedZero = digits.charAt(opened) == '0' ? opened : -1;
      }
    }

    Spelling result() {
      boolean readable = digits.length() > 0 && (letters == 0 || letters >= FEWEST_LETTERS);
      return readable ? new Spelling(digits.toString(), plus, letters > 0, bracketedZero) : null;
    }
  }
}
