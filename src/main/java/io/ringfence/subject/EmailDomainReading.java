package io.ringfence.subject;

import com.google.common.net.InternetDomainName;
import io.ringfence.domain.EmailDomain;
import io.ringfence.subject.Value.Accepted;
import io.ringfence.subject.Value.Refused;

/** Text to a domain of e-mail addresses. */
final class EmailDomainReading {
  private EmailDomainReading() {}

  static Value<EmailDomain> read(String raw) {
    String text = Text.trimmed(raw);
    String name = text.startsWith("@") ? text.substring(1) : text;
    if (name.isEmpty()) {
      return refused(Refusal.EMPTY, "There is no domain here. Give one such as example.com.");
    }
    if (name.startsWith("*") || name.startsWith(".")) {
      return refused(
          Refusal.WILDCARD,
          "A domain holds its subdomains as it is. Give it without the wildcard or dot before it,"
              + " such as example.com.");
    }
    if (name.indexOf('@') >= 0) {
      return refused(
          Refusal.UNREADABLE,
          "This is an e-mail address. Give what follows its @, such as example.com, or make an"
              + " entry of kind email for the address.");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
      return refused(
          Refusal.UNREADABLE,
          "This is the address of a page or a server. Give its domain alone, such as example.com.");
    }
    if (name.chars().anyMatch(c -> Text.isBlank(c) || c == ',' || c == ';')) {
      return refused(Refusal.SEVERAL, "Give one domain and nothing else, such as example.com.");
    }
    return DomainName.read(name) instanceof Accepted<EmailDomain> accepted
        ? new Accepted<>(accepted.canonical(), raw, width(accepted.canonical()))
        : DomainName.read(name);
  }

  /** Of the list's suffixes only the registries': under github.io nobody has e-mail. */
  private static Width width(EmailDomain domain) {
    boolean registry =
        InternetDomainName.isValid(domain.text())
            && InternetDomainName.from(domain.text()).isRegistrySuffix();
    return registry ? Width.WIDE : Width.NORMAL;
  }

  private static Value<EmailDomain> refused(Refusal code, String detail) {
    return new Refused<>(code, detail);
  }
}
