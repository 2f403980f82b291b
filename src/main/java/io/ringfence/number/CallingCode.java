package io.ringfence.number;

import com.google.i18n.phonenumbers.Phonemetadata.PhoneMetadata;
import io.ringfence.domain.E164;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one calling code does to the digits after it: how many there may be, what is dropped in
 * front, and which numbers pass through untouched. Immutable.
 */
final class CallingCode {
  private static final int HEADS = 1_000;

  private final int code;
  private final Pattern trunk;
  private final String transform;

  /**
   * By the count of national digits, then a bit for each value of the first three of them: set if
   * no number so begun is ever rewritten. Null where so many digits are impossible.
   */
  private final long[][] untouched = new long[E164.MAX_DIGITS + 1][];

  private CallingCode(int code, Pattern trunk, String transform) {
    this.code = code;
    this.trunk = trunk;
    this.transform = transform;
  }

  static CallingCode of(int code, PhoneMetadata metadata) {
    Pattern trunk = Pattern.compile(metadata.getNationalPrefixForParsing());
    CallingCode made = new CallingCode(code, trunk, metadata.getNationalPrefixTransformRule());
    for (int length : metadata.getGeneralDesc().getPossibleLengthList()) {
      if (length >= 3 && CallingCodes.length(code) + length <= E164.MAX_DIGITS) {
        made.untouched[length] = made.heads(length);
      }
    }
    return made;
  }

  private long[] heads(int length) {
    long[] bits = new long[(HEADS + 63) / 64];
    for (int head = 0; head < HEADS; head++) {
      String digits = String.format("%03d", head);
      if (!trunkMayMatch(digits)
          && !NationalForms.concern(code, length, digits)
          && !WithheldWords.onKeypadBegin(code + digits)) {
        bits[head >> 6] |= 1L << head;
      }
    }
    return bits;
  }

  /** Whether the library might see a trunk prefix in some number that begins with these digits. */
  private boolean trunkMayMatch(String head) {
    Matcher matcher = trunk.matcher(head);
    // A match that failed without having asked for more digits fails for every longer number too.
    return hasTrunk() && (matcher.lookingAt() || matcher.hitEnd());
  }

  private boolean hasTrunk() {
    return !trunk.pattern().isEmpty();
  }

  /** Whether a number is possible and its key is its own digits, whatever they are after these. */
  boolean untouched(int length, int head) {
    long[] bits = untouched[length];
    return bits != null && (bits[head >> 6] & 1L << head) != 0;
  }

  /** Whether a number has so many digits after this code, and all of it fits into E.164. */
  boolean isPossible(int length) {
    return length < untouched.length && untouched[length] != null;
  }

  /** The most digits a number has after this code, or that fit into E.164. */
  int longest() {
    int length = untouched.length - 1;
    while (length > 0 && untouched[length] == null) {
      length--;
    }
    return length;
  }

  /** The national digits without the trunk prefix they begin with; the same if they have none. */
  String withoutTrunk(String national) {
    Matcher matcher = trunk.matcher(national);
    if (!hasTrunk() || !matcher.lookingAt() || matcher.end() == 0) {
      return national;
    }
    boolean transforms = !transform.isEmpty() && matcher.group(matcher.groupCount()) != null;
    return transforms ? matcher.replaceFirst(transform) : national.substring(matcher.end());
  }
}
