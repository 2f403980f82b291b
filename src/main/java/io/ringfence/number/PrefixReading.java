package io.ringfence.number;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.number.BanValue.Accepted;
import io.ringfence.number.BanValue.Refused;
import io.ringfence.number.BanValue.Value;

/** A typed prefix to a key that some normalized number begins with, or why there is none. */
final class PrefixReading {
  /** In characters: more than 15 digits and their punctuation ever take. */
  private static final int LONGEST = 60;

  private final Numbering numbering;
  private final CallingCodes codes;
  private final PrefixForms forms;

  PrefixReading(Numbering numbering) {
    this.numbering = numbering;
    this.codes = numbering.codes();
    this.forms = new PrefixForms(codes);
  }

  Value<NumberPrefix> read(String raw, String region) {
    String text = raw.strip();
    Spelling spelling = text.length() > LONGEST ? null : Spelling.of(Address.visible(text));
    if (spelling == null || spelling.vanity()) {
      return refused(Refusal.PREFIX_UNREADABLE, unreadable(text));
    }
    if (!spelling.plus()) {
      return refused(
          Refusal.PREFIX_WITHOUT_PLUS,
          "A prefix begins with + and the country code" + suggested(spelling.digits(), region));
    }
    Value<NumberPrefix> wrong = check(spelling.digits());
    return wrong != null
        ? wrong
        : new Accepted<>(NumberPrefix.parse("+" + spelling.digits()), raw, Numbering.version());
  }

  private Value<NumberPrefix> check(String digits) {
    int code = codes.codeOf(digits, 0);
    if (code == 0 && (digits.length() >= 3 || digits.startsWith("0"))) {
      return refused(
          Refusal.UNKNOWN_COUNTRY_CODE,
          "No country code begins +"
              + digits.substring(0, Math.min(3, digits.length()))
              + ". After the + comes the country code, without 00 or 011 before it: +4420.");
    }
    if (digits.length() < NumberPrefix.MIN_DIGITS) {
      return refused(
          Refusal.PREFIX_TOO_SHORT,
          "A prefix has at least 4 digits, country code included, because a shorter one would hold"
              + " whole countries. Write more of the number: +4420, +1415.");
    }
    String national = national(digits);
    String form = forms.ofNormalized(code, national);
    if (!form.equals(national)) {
      return refused(Refusal.PREFIX_NEVER_MATCHES, never(digits, code + form));
    }
    // 15 is Paris too (+33 15…): only what no subscriber's number begins with.
    if (numbering.isEmergencyIn(code, national) && !forms.inUse(code, national)) {
      return refused(
          Refusal.EMERGENCY,
          "This is an emergency number with a country code before it, and those are never banned.");
    }
    int longest = codes.get(code).longest();
    return national.length() <= longest ? null : refused(Refusal.PREFIX_TOO_LONG, tooLong(code));
  }

  private static String unreadable(String text) {
    boolean wildcard = text.indexOf('*') >= 0 || text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
    return wildcard
        ? "A prefix takes no wildcard: it holds every number that begins with it. Write +4420, not"
            + " +4420* or +4420xxx."
        : "A prefix is + and digits and nothing else, such as +4420.";
  }

  private static String never(String digits, String form) {
    String why =
        "No number begins with +"
            + digits
            + " once it is in international form: trunk prefixes and forms that were given up are"
            + " left out. ";
    return form.length() < NumberPrefix.MIN_DIGITS
        ? why + "Write what follows +" + form + ", at least 4 digits in all."
        : why + "Write +" + form + ".";
  }

  private String tooLong(int code) {
    int longest = CallingCodes.length(code) + codes.get(code).longest();
    return "A number of +"
        + code
        + " has at most "
        + longest
        + " digits, country code included; this prefix has more. Write fewer of them.";
  }

  private String suggested(String digits, String region) {
    String meant = withCode(digits, region);
    return check(meant) == null && forms.inUse(codes.codeOf(meant, 0), national(meant))
        ? ". Write +" + meant + " if that is the range you mean."
        : ", such as +4420 or +1415.";
  }

  /** What a prefix without a plus most likely means. */
  private String withCode(String digits, String region) {
    if (digits.startsWith("00")) {
      return digits.substring(2);
    }
    String known = numbering.known(region);
    int code = known.isEmpty() ? 0 : PhoneNumberUtil.getInstance().getCountryCodeForRegion(known);
    boolean complete = code == 0 || digits.startsWith(Integer.toString(code));
    return complete ? digits : code + codes.get(code).withoutTrunk(digits);
  }

  private String national(String digits) {
    return digits.substring(CallingCodes.length(codes.codeOf(digits, 0)));
  }

  private static Value<NumberPrefix> refused(Refusal code, String detail) {
    return new Refused<>(code, detail);
  }
}
