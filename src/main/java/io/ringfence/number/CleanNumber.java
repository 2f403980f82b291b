package io.ringfence.number;

import io.ringfence.domain.E164;

/**
 * The usual case: {@code +} and digits that are their own key. Says nothing of any number that the
 * library, a national form or a withheld word might change, so that it never contradicts them.
 */
final class CleanNumber {
  /** Not for this path: ask the library. */
  static final long NONE = 0;

  private final CallingCodes codes;

  CleanNumber(CallingCodes codes) {
    this.codes = codes;
  }

  /** The number's digits, or {@link #NONE}. Allocates nothing, takes no lock. */
  long read(String raw) {
    int length = raw.length();
    if (length <= E164.MIN_DIGITS || length > 1 + E164.MAX_DIGITS || raw.charAt(0) != '+') {
      return NONE;
    }
    long digits = 0;
    for (int i = 1; i < length; i++) {
      int digit = raw.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      digits = digits * 10 + digit;
    }
    return untouched(raw) ? digits : NONE;
  }

  private boolean untouched(String raw) {
    int code = codes.codeOf(raw, 1);
    int national = 1 + CallingCodes.length(code);
    int length = raw.length() - national;
    if (code == 0 || length < 3) {
      return false;
    }
    int head =
        (raw.charAt(national) - '0') * 100
            + (raw.charAt(national + 1) - '0') * 10
            + (raw.charAt(national + 2) - '0');
    return codes.get(code).untouched(length, head);
  }
}
