package io.ringfence.subject;

import com.ibm.icu.text.Normalizer2;
import io.ringfence.domain.Email;
import java.nio.charset.StandardCharsets;

/**
 * What is before the at sign, to its canonical form, by one rule for everybody:
 *
 * <ol>
 *   <li>quotes that it does not need are taken off;
 *   <li>NFKC_Casefold (Unicode §3.13, R5): one case, one width, one composition, nothing invisible;
 *   <li>the tag is dropped: the first plus and all that follows it, unless the plus comes first, as
 *       in {@code +14155550100@sms.example};
 *   <li>at {@code gmail.com} dots are dropped.
 * </ol>
 *
 * <p>Elsewhere dots stay and may stand anywhere, first, last or doubled: RFC 5321 wants quotes
 * around such addresses, Japanese carriers have handed them out and people write them without.
 */
final class LocalPart {
  private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();

  /** RFC 5322 §3.2.3. */
  private static final String PUNCTUATION = "!#$%&'*+-/=?^_`{|}~.";

  private LocalPart() {}

  static boolean isQuoted(String local) {
    return local.length() >= 2 && local.startsWith("\"") && local.endsWith("\"");
  }

  /** Folded, with its tag still on. The text may be any. */
  static String folded(String local) {
    return FOLD.normalize(isQuoted(local) ? local.substring(1, local.length() - 1) : local);
  }

  /**
   * Whether a folded text has characters that an address without quotes can have, and only them.
   */
  static boolean isReadable(String folded) {
    return folded.codePoints().allMatch(LocalPart::isReadable);
  }

  private static boolean isReadable(int c) {
    if (c < 0x80) {
      return Character.isLetterOrDigit(c) || PUNCTUATION.indexOf(c) >= 0;
    }
    return !Text.isBlank(c) && !Text.isNoCharacter(c);
  }

  static boolean isTooLong(String folded) {
    return octets(folded) > Email.LONGEST_LOCAL;
  }

  static int octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * The key of a folded text.
   *
   * @return empty if nothing is left, or nothing but dots
   */
  static String canonical(String folded, String domain) {
    int plus = folded.indexOf('+', 1);
    String untagged = plus < 0 ? folded : folded.substring(0, plus);
    if (untagged.chars().allMatch(c -> c == '.')) {
      return "";
    }
    // Folded again, because an accent may now stand beside its letter.
    return domain.equals("gmail.com") ? FOLD.normalize(untagged.replace(".", "")) : untagged;
  }
}
