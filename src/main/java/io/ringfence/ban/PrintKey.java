package io.ringfence.ban;

import io.ringfence.domain.Country;
import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.VisitorId;
import java.security.SecureRandom;

/**
 * Makes prints of values: SipHash-2-4 with 128 bits (Aumasson, Bernstein 2012; as OpenSSL computes
 * it). Of ten million values two agree in one of 10^24 lists, so a print stands for its value; and
 * as the key is nobody's to know, nobody finds two values that do.
 *
 * @param first half of the key
 * @param second the other half
 */
record PrintKey(long first, long second) {
  private static final int CHARACTERS_A_WORD = 4;

  /** A new key, of a strong random source. */
  static PrintKey random() {
    SecureRandom random = new SecureRandom();
    return new PrintKey(random.nextLong(), random.nextLong());
  }

  /**
   * The print of a value.
   *
   * @param kind none of a number's
   * @param value in canonical form
   * @throws IllegalArgumentException if it is none of its kind
   */
  Print of(Kind kind, String value) {
    return switch (kind) {
      case IP -> of(IpRange.parse(value));
      case EMAIL -> of(Email.parse(value));
      case EMAIL_DOMAIN -> of(new EmailDomain(value));
      case VISITOR_ID -> of(new VisitorId(value));
      case COUNTRY -> of(new Country(value));
      case PHONE, PHONE_PREFIX -> throw new IllegalArgumentException("numbers have no prints");
    };
  }

  Print of(IpRange range) {
    Sip sip = new Sip(this);
    sip.take(head(Kind.IP, range.length() << 1 | (range.family() == IpRange.Family.V4 ? 1 : 0)));
    sip.take(range.high());
    sip.take(range.low());
    return sip.end();
  }

  Print of(Email email) {
    String local = email.local();
    Sip sip = new Sip(this);
    sip.take(head(Kind.EMAIL, local.length()));
    take(sip, local);
    take(sip, email.domain().text());
    return sip.end();
  }

  Print of(EmailDomain domain) {
    return of(Kind.EMAIL_DOMAIN, domain.text(), 0);
  }

  /** Of the domain that begins at a place in another's text. */
  Print of(EmailDomain domain, int from) {
    return of(Kind.EMAIL_DOMAIN, domain.text(), from);
  }

  Print of(VisitorId id) {
    return of(Kind.VISITOR_ID, id.text(), 0);
  }

  Print of(Country country) {
    return of(Kind.COUNTRY, country.code(), 0);
  }

  private Print of(Kind kind, String text, int from) {
    Sip sip = new Sip(this);
    sip.take(head(kind, text.length() - from));
    take(sip, text, from);
    return sip.end();
  }

  /** Says what follows, and how much: no value's words are the beginning of another's. */
  private static long head(Kind kind, int length) {
    return (long) length << 8 | kind.ordinal();
  }

  private static void take(Sip sip, String text) {
    take(sip, text, 0);
  }

  private static void take(Sip sip, String text, int from) {
    int at = from;
    for (; at <= text.length() - CHARACTERS_A_WORD; at += CHARACTERS_A_WORD) {
      sip.take(
          text.charAt(at)
              | (long) text.charAt(at + 1) << 16
              | (long) text.charAt(at + 2) << 32
              | (long) text.charAt(at + 3) << 48);
    }
    long last = 0;
    for (int i = text.length() - 1; i >= at; i--) {
      last = last << 16 | text.charAt(i);
    }
    if (at < text.length()) {
      sip.take(last);
    }
  }
}
