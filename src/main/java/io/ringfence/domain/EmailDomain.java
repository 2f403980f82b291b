package io.ringfence.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * The domain of e-mail addresses, and all domains under it. In canonical form: ASCII in lower case,
 * letters of other scripts in punycode (RFC 5891), no dot at the end.
 *
 * @param text two labels at least, 253 characters at most (RFC 1035 §2.3.4)
 */
public record EmailDomain(String text) {
  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;

  public EmailDomain {
    if (text.length() > LONGEST || !isCanonical(text)) {
      throw new IllegalArgumentException("not a domain of at least two labels in canonical form");
    }
  }

  private static boolean isCanonical(String text) {
    int labels = 1;
    int label = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean dot = c == '.';
      boolean fits = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
      if (dot ? label == 0 : !fits || label == LONGEST_LABEL) {
        return false;
      }
      labels += dot ? 1 : 0;
      label = dot ? 0 : label + 1;
    }
    return labels >= 2 && label > 0;
  }

  /**
   * What an address in this domain is looked up by, narrowest first: itself, then each domain above
   * it down to two labels. {@code a.b.example} gives itself and {@code b.example}.
   */
  public List<EmailDomain> withParents() {
    List<EmailDomain> domains = new ArrayList<>();
    String rest = text;
    for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
      domains.add(new EmailDomain(rest));
      rest = rest.substring(dot + 1);
    }
    return domains;
  }

  /** Whether an address in the other domain is in this one too: the same, or one under it. */
  public boolean contains(EmailDomain other) {
    return other.text.equals(text) || other.text.endsWith("." + text);
  }

  @Override
  public String toString() {
    return text;
  }
}
