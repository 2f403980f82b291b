package io.ringfence.domain;

/**
 * An e-mail address in canonical form: the one text that all spellings of a mailbox share. It is a
 * key and nothing to send mail to. How it is made of what people write: room {@code subject}.
 *
 * @param local what is before the at sign, folded to one case, without a tag
 * @param domain what is after it
 */
public record Email(String local, EmailDomain domain) {
  /** In octets of UTF-8: RFC 5321 §4.5.3.1.1 and RFC 6531 §3.3. */
  public static final int LONGEST_LOCAL = 64;

  /** In octets of UTF-8: RFC 5321 §4.5.3.1.3, less the angle brackets of a path. */
  public static final int LONGEST = 254;

  public Email {
    if (local.isEmpty() || local.indexOf('@') >= 0) {
      throw new IllegalArgumentException("not the local part of an address");
    }
  }

  /**
   * Takes the canonical form apart; it is not checked that it is the canonical one.
   *
   * @throws IllegalArgumentException for a text that no address has for its canonical form
   */
  public static Email parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("not an e-mail address");
    }
    return new Email(text.substring(0, at), new EmailDomain(text.substring(at + 1)));
  }

  /** The address without who it is, for logs: {@code ***@example.com}. */
  public String masked() {
    return "***@" + domain;
  }

  /** The canonical form. Never for a log: see {@link #masked()}. */
  @Override
  public String toString() {
    return local + "@" + domain;
  }
}
