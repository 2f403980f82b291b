package io.ringfence.cli;

import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import java.util.regex.Pattern;

/** What somebody who types a value most likely means by it. Whether it is one the API says. */
final class Likely {
  private static final Pattern ADDRESS =
      Pattern.compile("\\[?[0-9a-fA-F.]*:[0-9a-fA-F:./\\]]*(%.*)?|[0-9.]+[/:][0-9.]+");
  private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2}");
  private static final Pattern CALLER = Pattern.compile("(?i)(.*<)?(sips?|tel):.*");

  /** 1.800.FLOWERS and its like have no letter in front. */
  private static final Pattern VANITY = Pattern.compile("\\d+(\\.\\d+)+\\..*|\\+.*");

  private static final Pattern DOMAIN =
      Pattern.compile("@?[^\\s@/:()]+(\\.[^\\s@/:().]+)*\\.[^\\s@/:().0-9][^\\s@/:().]*\\.?");

  private Likely() {}

  /** A phone, if it looks like nothing else. */
  static Kind kind(String value) {
    String text = value.strip();
    if (CALLER.matcher(text).matches()) {
      return Kind.PHONE;
    }
    if (text.indexOf('@') > 0) {
      return Kind.EMAIL;
    }
    if (IpRange.read(text) != null || ADDRESS.matcher(text).matches()) {
      return Kind.IP;
    }
    if (COUNTRY.matcher(text).matches()) {
      return Kind.COUNTRY;
    }
    boolean domain = DOMAIN.matcher(text).matches() && !VANITY.matcher(text).matches();
    return text.startsWith("@") || domain ? Kind.EMAIL_DOMAIN : Kind.PHONE;
  }
}
