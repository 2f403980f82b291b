package io.ringfence.subject;

import io.ringfence.domain.Country;
import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.VisitorId;

/**
 * The door for values that are no telephone numbers: one function for each kind, for entries and
 * checks alike. Every one takes any text, null too, and throws for none. Thread-safe.
 */
public final class SubjectValue {
  private SubjectValue() {}

  /**
   * Loads the tables of characters and of domain suffixes, which the first e-mail address would
   * otherwise wait for: a third of a second.
   */
  public static void prepare() {
    email("zoe@bücher.example");
    emailDomain("bücher.example");
    country("GB");
  }

  /**
   * An address or a block, for an entry: {@code 203.0.113.7}, {@code 2001:db8::/32}. Blanks around
   * it and brackets around an IPv6 address are taken off; an IPv4-mapped one is IPv4.
   */
  public static Value<IpRange> ip(String raw) {
    return IpReading.range(raw);
  }

  /** One address, for a check or an identifier: read as {@link #ip}, and a block is refused. */
  public static Value<IpRange> address(String raw) {
    return IpReading.address(raw);
  }

  /**
   * One e-mail address, bare or with a name before it: {@code Zoë <z@example.com>}. Its canonical
   * form is {@link LocalPart}'s and {@link DomainName}'s work.
   */
  public static Value<Email> email(String raw) {
    return EmailReading.read(raw);
  }

  /**
   * The domain of e-mail addresses, with or without the at sign before it; it holds its subdomains.
   * Wide if it is one under which anybody may register, such as {@code co.uk}.
   */
  public static Value<EmailDomain> emailDomain(String raw) {
    return EmailDomainReading.read(raw);
  }

  /** A visitor id, byte for byte as given. */
  public static Value<VisitorId> visitorId(String raw) {
    return VisitorIdReading.read(raw);
  }

  /** Two letters in either case. Every country is wide. */
  public static Value<Country> country(String raw) {
    return CountryReading.read(raw);
  }
}
