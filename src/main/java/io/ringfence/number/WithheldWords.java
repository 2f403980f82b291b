package io.ringfence.number;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands in the place of a number when the caller kept it back: the words of RFC 3323, of
 * carriers and of handsets, and the same words typed on a keypad (ITU-T E.161), which some switches
 * send because their field takes digits only.
 */
final class WithheldWords {
  /** Letters only; what is between words does not count. */
  private static final Set<String> WORDS =
      Set.of(
          "anonymous",
          "anonymouscaller",
          "anonymousnumber",
          "anonymouscall",
          "restricted",
          "restrictednumber",
          "restrictedcaller",
          "unavailable",
          "numberunavailable",
          "notavailable",
          "calleridunavailable",
          "unknown",
          "unknownnumber",
          "unknowncaller",
          "callerunknown",
          "numberunknown",
          "blocked",
          "blockednumber",
          "blockedcaller",
          "numberblocked",
          "calleridblocked",
          "private",
          "privatenumber",
          "privatecaller",
          "privatecall",
          "numberprivate",
          "withheld",
          "numberwithheld",
          "withheldnumber",
          "hidden",
          "hiddennumber",
          "numberhidden",
          "nocallerid",
          "nonumber",
          "noid",
          "nonumberavailable",
          "nocalleridavailable",
          "outofarea",
          "invalidcallerid",
          "suppressed",
          "numbersuppressed");

  private static final Set<String> ON_KEYPAD =
      Set.of("anonymous", "blocked", "unavailable", "unknown", "private", "restricted", "withheld")
          .stream()
          .map(WithheldWords::typed)
          .collect(Collectors.toUnmodifiableSet());

  /** RFC 3323 §4.1.1.3: the host of an anonymous From. */
  private static final String ANONYMOUS_HOST = "anonymous.invalid";

  private WithheldWords() {}

  /** Whether an address names nobody: no user at all, a word, or the anonymous host. */
  static boolean in(Address address) {
    return address.user().isBlank()
        || ANONYMOUS_HOST.equalsIgnoreCase(address.host())
        || isWord(address.user());
  }

  private static boolean isWord(String user) {
    StringBuilder letters = new StringBuilder(user.length());
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      if (Character.isDigit(c)) {
        return false;
      }
      if (Character.isLetter(c)) {
        letters.append(c);
      }
    }
    return WORDS.contains(letters.toString().toLowerCase(Locale.ROOT));
  }

  /** Whether these digits are such a word on a keypad. They may be a number all the same. */
  static boolean onKeypad(String digits) {
    return ON_KEYPAD.contains(digits);
  }

  /** Whether such a word on a keypad begins with these digits. */
  static boolean onKeypadBegin(String digits) {
    return ON_KEYPAD.stream().anyMatch(word -> word.startsWith(digits));
  }

  private static String typed(String word) {
    StringBuilder digits = new StringBuilder();
    word.chars().forEach(letter -> digits.append(Keypad.digit(letter)));
    return digits.toString();
  }
}
