package io.ringfence.number;

/** The letters on a telephone's keys (ITU-T E.161). */
final class Keypad {
  private static final String DIGITS = "22233344455566677778889999";

  private Keypad() {}

  static boolean hasLetter(int character) {
    return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
  }

  /** The digit on the key of this letter. */
  static char digit(int letter) {
    return DIGITS.charAt((letter | 0x20) - 'a');
  }
}
