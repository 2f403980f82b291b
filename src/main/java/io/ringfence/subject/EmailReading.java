package io.ringfence.subject;

import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.subject.Value.Accepted;
import io.ringfence.subject.Value.Refused;

/** Text to an e-mail address: taken out of its brackets, cut at the at sign, each part read. */
final class EmailReading {
  /** In characters, a display name included. */
  private static final int LONGEST = 1_000;

  private static final String FORM = " Give one such as zoe@example.com.";

  private EmailReading() {}

  static Value<Email> read(String raw) {
    String text = Text.trimmed(raw);
    if (text.isEmpty()) {
      return refused(Refusal.EMPTY, "There is no e-mail address here." + FORM);
    }
    if (text.length() > LONGEST) {
      return tooLong();
    }
    if (!text.endsWith(">")) {
      return bare(text, raw);
    }
    int open = text.lastIndexOf('<');
    return open < 0 || namesSeveral(text.substring(0, open))
        ? several()
        : bare(Text.trimmed(text.substring(open + 1, text.length() - 1)), raw);
  }

  /**
   * Whether something before the brackets is more than a name; in quotes a name may be anything.
   */
  private static boolean namesSeveral(String name) {
    boolean quoted = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      quoted ^= c == '"';
      i += quoted && c == '\\' ? 1 : 0;
      if (!quoted && "<>,;".indexOf(c) >= 0) {
        return true;
      }
    }
    return quoted;
  }

  private static Value<Email> bare(String text, String raw) {
    int at = lastAt(text);
    String local = at < 0 ? "" : text.substring(0, at);
    String domain = at < 0 ? "" : text.substring(at + 1);
    if (local.isEmpty() || domain.isEmpty()) {
      return refused(
          Refusal.UNREADABLE,
          "An e-mail address has a name, an @ and a domain; a part of that is missing." + FORM);
    }
    if (text.indexOf('(') >= 0) {
      return refused(Refusal.COMMENT, "Leave out what is in parentheses; it is a comment." + FORM);
    }
    if (!LocalPart.isQuoted(local) && (lastAt(local) >= 0 || hasSeparator(text))) {
      return several();
    }
    Value<EmailDomain> read = DomainName.read(domain);
    return read instanceof Refused<EmailDomain> wrong
        ? refused(wrong.code(), wrong.detail())
        : joined(local, ((Accepted<EmailDomain>) read), raw);
  }

  private static Value<Email> joined(String local, Accepted<EmailDomain> domain, String raw) {
    String folded = LocalPart.folded(local);
    if (!LocalPart.isReadable(folded)) {
      return unreadable(LocalPart.isQuoted(local));
    }
    int octets = LocalPart.octets(folded) + 1 + domain.raw().length();
    if (LocalPart.isTooLong(folded) || octets > Email.LONGEST) {
      return tooLong();
    }
    String canonical = LocalPart.canonical(folded, domain.canonical().text());
    return canonical.isEmpty()
        ? refused(Refusal.UNREADABLE, "There is nothing before the @ that names a mailbox." + FORM)
        : new Accepted<>(new Email(canonical, domain.canonical()), raw, Width.NORMAL);
  }

  /** The full-width and small ones too, which input methods write. */
  private static int lastAt(String text) {
    return Math.max(
        text.lastIndexOf('@'), Math.max(text.lastIndexOf('\uFF20'), text.lastIndexOf('\uFE6B')));
  }

  private static boolean hasSeparator(String text) {
    return text.chars().anyMatch(c -> Text.isBlank(c) || c == ',' || c == ';' || c == '<');
  }

  private static Value<Email> unreadable(boolean quoted) {
    return quoted
        ? refused(
            Refusal.QUOTED,
            "Quotes before the @ are read only where they could be left out: \"zoe\"@example.com is"
                + " zoe@example.com. Addresses that need them have no entries; make one for the"
                + " visitor id or the domain.")
        : refused(
            Refusal.UNREADABLE,
            "Before the @ stands a character that no e-mail address has there." + FORM);
  }

  private static Value<Email> several() {
    return refused(Refusal.SEVERAL, "Give one e-mail address and nothing else." + FORM);
  }

  private static Value<Email> tooLong() {
    return refused(
        Refusal.TOO_LONG,
        "An e-mail address has at most 254 bytes, and 64 before the @; this has more." + FORM);
  }

  private static Value<Email> refused(Refusal code, String detail) {
    return new Refused<>(code, detail);
  }
}
