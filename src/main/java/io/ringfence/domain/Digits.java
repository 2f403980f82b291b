package io.ringfence.domain;

/** Decimal digits held in a long, as numbers and prefixes are. */
final class Digits {
  private Digits() {}

  static long afterPlus(String text, int min, int max) {
    int length = text.length() - 1;
    if (length < min || length > max || text.charAt(0) != '+' || text.charAt(1) == '0') {
      throw new IllegalArgumentException("not + and " + min + " to " + max + " digits");
    }
    long digits = 0;
    for (int i = 1; i <= length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw new IllegalArgumentException("not + and " + min + " to " + max + " digits");
      }
      digits = digits * 10 + (c - '0');
    }
    return digits;
  }

  static int count(long digits) {
    int count = 1;
    for (long rest = digits; rest >= 10; rest /= 10) {
      count++;
    }
    return count;
  }
}
