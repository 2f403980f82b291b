package io.ringfence.subject;

import com.ibm.icu.text.IDNA;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.IpRange;
import io.ringfence.subject.Value.Accepted;
import io.ringfence.subject.Value.Refused;
import java.util.EnumSet;
import java.util.Set;

/**
 * The text of a domain to its canonical form: UTS #46, not transitional, so that {@code straße.de}
 * and {@code strasse.de} are the two domains that they are; to ASCII. A dot at the end is dropped.
 * {@code googlemail.com} is {@code gmail.com}, as their mailboxes are the same.
 */
final class DomainName {
  /** Not java.net.IDN, which takes ß for ss and knows no letter younger than the year 2002. */
  private static final IDNA IDN =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE
              | IDNA.USE_STD3_RULES
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ);

  private static final Set<IDNA.Error> LENGTH =
      EnumSet.of(IDNA.Error.LABEL_TOO_LONG, IDNA.Error.DOMAIN_NAME_TOO_LONG);

  /** In characters; far beyond what can become a domain, so that little is done for it. */
  private static final int LONGEST = 500;

  private static final String FORM = " Give one such as example.com.";

  private DomainName() {}

  /** Never throws. The raw text of what is accepted is the text given here. */
  static Value<EmailDomain> read(String text) {
    if (text.startsWith("[") || IpRange.read(text) != null) {
      return refused(
          Refusal.IP_FOR_DOMAIN,
          "This has an IP address where a domain belongs. Give a domain such as example.com, or"
              + " make an entry of kind ip for the address.");
    }
    if (text.length() > LONGEST) {
      return tooLong();
    }
    StringBuilder ascii = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    IDN.nameToASCII(text, ascii, info);
    Set<IDNA.Error> errors = info.getErrors();
    // Names such as r3---a.example were given out before the third and fourth place meant anything.
    errors.remove(IDNA.Error.HYPHEN_3_4);
    if (ascii.length() > 0 && ascii.charAt(ascii.length() - 1) == '.') {
      ascii.setLength(ascii.length() - 1);
    }
    if (!errors.isEmpty()) {
      return LENGTH.containsAll(errors) ? tooLong() : unreadable();
    }
    return labels(ascii.toString());
  }

  private static Value<EmailDomain> labels(String ascii) {
    int last = ascii.lastIndexOf('.') + 1;
    if (last == 0) {
      return refused(
          Refusal.SINGLE_LABEL,
          "A domain has at least two parts with a dot between them; this has one." + FORM);
    }
    // No top-level domain begins with a digit; what does is an address, in whatever notation.
    if (Character.isDigit(ascii.charAt(last))) {
      return refused(Refusal.IP_FOR_DOMAIN, "No domain's last part begins with a digit." + FORM);
    }
    String canonical = ascii.equals("googlemail.com") ? "gmail.com" : ascii;
    return new Accepted<>(new EmailDomain(canonical), ascii, Width.NORMAL);
  }

  private static Value<EmailDomain> tooLong() {
    return refused(
        Refusal.TOO_LONG,
        "A domain has at most 253 characters, and 63 between two dots; this has more, counted in"
            + " its ASCII form."
            + FORM);
  }

  private static Value<EmailDomain> unreadable() {
    return refused(
        Refusal.UNREADABLE,
        "This is no domain: one consists of parts with single dots between them, each of letters,"
            + " digits and hyphens, with no hyphen first or last."
            + FORM);
  }

  private static Value<EmailDomain> refused(Refusal code, String detail) {
    return new Refused<>(code, detail);
  }
}
