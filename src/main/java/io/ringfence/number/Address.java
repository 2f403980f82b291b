package io.ringfence.number;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a raw caller id that name the caller: out of {@code "Name" <sip:…>;tag=…} (RFC 3261
 * §20), {@code sip:}, {@code sips:} and {@code tel:} URIs (RFC 3261 §19.1, RFC 3966), {@code
 * user@host}, or the bare text.
 *
 * @param user without scheme, password, host, parameters and percent escapes
 * @param host empty if there is none
 * @param context {@code phone-context}, empty if there is none: what a local number is local to
 */
record Address(String user, String host, String context) {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}(:\\d+)?");
  private static final Pattern CONTEXT = Pattern.compile("(?i);phone-context=([^;]*)");

  /** Reads any text; what it cannot take apart stays in {@code user}. */
  static Address of(String raw) {
    String uri = insideBrackets(visible(raw)).strip();
    boolean tel = hasScheme(uri, "tel:");
    boolean sip = hasScheme(uri, "sip:") || hasScheme(uri, "sips:");
    String rest = tel || sip ? uri.substring(uri.indexOf(':') + 1) : uri;
    int at = rest.indexOf('@');
    String userPart = at < 0 ? rest : rest.substring(0, at);
    String host = at < 0 ? "" : before(before(rest.substring(at + 1), ';'), '?');
    String user = before(userPart, ';');
    if (sip && at < 0 && IPV4.matcher(user).matches()) {
      return new Address("", user, "");
    }
    if (sip || at >= 0) {
      user = before(user, ':');
    }
    return new Address(decoded(user).strip(), host.strip(), context(userPart));
  }

  private static String insideBrackets(String text) {
    // The last one: a quoted display name may hold brackets of its own.
    int open = text.lastIndexOf('<');
    return open < 0 ? text : before(text.substring(open + 1), '>');
  }

  private static boolean hasScheme(String uri, String scheme) {
    return uri.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String context(String userPart) {
    Matcher context = CONTEXT.matcher(userPart);
    return context.find() ? decoded(context.group(1)) : "";
  }

  /** The text without control and format characters: bidi marks, zero-width spaces, NULs. */
  static String visible(String text) {
    if (text.codePoints().noneMatch(Address::isInvisible)) {
      return text;
    }
    StringBuilder left = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isInvisible(c)).forEach(left::appendCodePoint);
    return left.toString();
  }

  private static boolean isInvisible(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL || type == Character.FORMAT;
  }

  /** RFC 3986 §2.1; an escape that is none stays, and makes the text unreadable further on. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream left = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '%' && i + 2 < bytes.length ? hex(bytes[i + 1], bytes[i + 2]) : -1;
      left.write(value < 0 ? bytes[i] : value);
      i += value < 0 ? 0 : 2;
    }
    return visible(left.toString(StandardCharsets.UTF_8));
  }

  private static int hex(int high, int low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : first * 16 + second;
  }
}
