package io.ringfence.number;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.ringfence.domain.E164;
import java.util.function.ToLongFunction;

/**
 * Digits in, key out, by libphonenumber and the national forms it leaves alone. A number must be
 * <em>possible</em>, which is a matter of its length, not <em>valid</em>: metadata lags behind
 * ranges newly handed out.
 */
final class Library {
  /** No number. */
  static final long NONE = CleanNumber.NONE;

  /** A region that there is not, so that nothing is read by any country's habits. */
  private static final String NO_REGION = "ZZ";

  /** 15 digits, an international prefix and a carrier's; the library throws for longer ones. */
  private static final int MOST_DIGITS = 25;

  /** As often as trunk prefixes may be doubled. */
  private static final int MOST_TURNS = 4;

  private final PhoneNumberUtil library;
  private final CallingCodes codes;
  private final ToLongFunction<String> clean;

  /**
   * @param clean answers in the library's place, or with {@link #NONE} leaves it the question: a
   *     thousandth of the time, and no lock
   */
  Library(PhoneNumberUtil library, CallingCodes codes, ToLongFunction<String> clean) {
    this.library = library;
    this.codes = codes;
    this.clean = clean;
  }

  /** The number of the digits that follow a plus sign, or {@link #NONE}. */
  long international(String digits) {
    // Asked first, because the library answers an unknown code with an exception.
    if (codes.codeOf(digits, 0) == 0) {
      return NONE;
    }
    String text = "+" + digits;
    long itself = clean.applyAsLong(text);
    return itself != NONE ? itself : settled(parse(text, NO_REGION));
  }

  /** The number of digits as dialled in a region, or {@link #NONE}; in no region if it is empty. */
  long national(String digits, String region) {
    return region.isEmpty() ? NONE : settled(parse(digits, region));
  }

  /** Whether the metadata knows the range of this number as one in use. */
  boolean isValid(long number) {
    String digits = Long.toString(number);
    int code = codes.codeOf(digits, 0);
    return isValid(code, digits.substring(CallingCodes.length(code)));
  }

  private boolean isValid(int code, String national) {
    return library.isValidNumber(phone(code, national));
  }

  private long parse(String text, String region) {
    if (text.length() > MOST_DIGITS) {
      return NONE;
    }
    try {
      PhoneNumber parsed = library.parse(text, region);
      return key(parsed.getCountryCode(), library.getNationalSignificantNumber(parsed));
    } catch (NumberParseException e) {
      return NONE;
    }
  }

  /** The number that reading it again leaves as it is: +49 0 0 30… loses both zeros. */
  private long settled(long first) {
    long number = first;
    for (int turn = 0; turn < MOST_TURNS && number != NONE; turn++) {
      String text = "+" + number;
      long again = clean.applyAsLong(text) == number ? number : parse(text, NO_REGION);
      if (again == number) {
        return number;
      }
      number = again;
    }
    return NONE;
  }

  private long key(int code, String national) {
    String today = NationalForms.today(code, national);
    boolean changed = !today.equals(national);
    // Where the old form may be a number of its own kind, only certainty changes it.
    boolean certain = !changed || !isPossible(code, national) || isValid(code, today);
    String kept = certain ? today : national;
    String digits = code + kept;
    boolean fits = digits.length() >= E164.MIN_DIGITS && digits.length() <= E164.MAX_DIGITS;
    return fits && isPossible(code, kept) ? Long.parseLong(digits) : NONE;
  }

  private boolean isPossible(int code, String national) {
    return codes.get(code).isPossible(national.length());
  }

  private static PhoneNumber phone(int code, String national) {
    PhoneNumber number =
        new PhoneNumber().setCountryCode(code).setNationalNumber(Long.parseLong(national));
    int zeros = 0;
    while (zeros < national.length() - 1 && national.charAt(zeros) == '0') {
      zeros++;
    }
    return zeros == 0 ? number : number.setItalianLeadingZero(true).setNumberOfLeadingZeros(zeros);
  }
}
