package io.ringfence.number;

import io.ringfence.domain.E164;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Forms of one subscriber's number that a country gave up or uses side by side, and that the
 * library keeps apart. Pure functions of calling code and national digits.
 */
final class NationalForms {
  private static final int MEXICO = 52;
  private static final int ARGENTINA = 54;
  private static final int BRAZIL = 55;
  private static final int BENIN = 229;

  private static final String GAP = "\\P{Alnum}*";
  private static final Pattern CARRIER_AT_HOME = Pattern.compile("^(" + GAP + "0)[xX]{2}");
  private static final Pattern CARRIER_FROM_ABROAD =
      Pattern.compile("^(" + GAP + "\\+" + GAP + "5" + GAP + "5" + GAP + "0)[xX]{2}");

  private NationalForms() {}

  /**
   * Today's form of the national digits; the same if there is no other.
   *
   * <ul>
   *   <li>Mexico dropped the 1 before mobile numbers (IFT, 3 August 2019).
   *   <li>Brazil put a 9 before 8-digit mobile numbers, which begin with 6 to 9 (Anatel, 2012 to
   *       2016).
   *   <li>Benin put 01 before its 8-digit numbers (ARCEP, 30 November 2024).
   * </ul>
   */
  static String today(int code, String national) {
    int length = national.length();
    if (code == MEXICO && length == 11 && national.charAt(0) == '1') {
      return national.substring(1);
    }
    if (code == BRAZIL && length == 10 && national.charAt(2) >= '6') {
      return national.substring(0, 2) + '9' + national.substring(2);
    }
    if (code == BENIN && length == 8) {
      return "01" + national;
    }
    return national;
  }

  /**
   * As {@link #today} for the beginning of a number; old Benin numbers stay, being looked up as
   * they are.
   */
  static String beginToday(int code, String begin) {
    if (code == MEXICO && begin.startsWith("1")) {
      return begin.substring(1);
    }
    boolean oldMobile = begin.length() > 2 && begin.charAt(2) >= '6' && begin.charAt(2) <= '8';
    return code == BRAZIL && oldMobile ? begin.substring(0, 2) + '9' + begin.substring(2) : begin;
  }

  /** Whether numbers of so many national digits, begun with these three, have another form. */
  static boolean concern(int code, int length, String head) {
    return code == ARGENTINA
        || code == BENIN
        || code == MEXICO && length != 10
        || code == BRAZIL && length == 10 && head.charAt(2) >= '6';
  }

  /**
   * Other keys of the same subscriber. Argentine mobile numbers have a 9 after the code when called
   * from abroad, and arrive with it and without; both are in use, so neither is rewritten. Of a
   * number in Benin it is the one before 2024, under which old lists keep it.
   */
  static List<E164> alternates(E164 number) {
    String digits = Long.toString(number.digits());
    if (digits.startsWith("54")) {
      return argentine(digits.substring(2));
    }
    boolean benin = digits.startsWith("22901") && digits.length() == 13;
    return benin ? List.of(of("229" + digits.substring(5))) : List.of();
  }

  private static List<E164> argentine(String national) {
    int length = national.length();
    // Area codes are 11, 2xx and 3xx; what begins otherwise (800, 600) is no subscriber's line.
    if (length == 10 && national.charAt(0) >= '1' && national.charAt(0) <= '3') {
      return List.of(of("549" + national));
    }
    boolean mobile = length == 11 && national.charAt(0) == '9';
    boolean area = mobile && national.charAt(1) >= '1' && national.charAt(1) <= '3';
    return area ? List.of(of("54" + national.substring(1))) : List.of();
  }

  /**
   * The text without Brazil's carrier placeholder: in {@code (0xx11) 98765-4321} the {@code xx}
   * stands for the carrier that the caller chooses; it is no keypad spelling.
   */
  static String withoutCarrier(String text, String region) {
    if (!text.contains("xx") && !text.contains("XX")) {
      return text;
    }
    Pattern placeholder = "BR".equals(region) ? CARRIER_AT_HOME : CARRIER_FROM_ABROAD;
    String atHome = placeholder.matcher(text).replaceFirst("$1");
    return CARRIER_FROM_ABROAD.matcher(atHome).replaceFirst("$1");
  }

  private static E164 of(String digits) {
    return new E164(Long.parseLong(digits));
  }
}
