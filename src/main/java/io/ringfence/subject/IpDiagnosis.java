package io.ringfence.subject;

import io.ringfence.domain.IpRange;
import io.ringfence.domain.IpRange.Family;
import io.ringfence.subject.Value.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a text is no address or block, and what was probably meant. */
final class IpDiagnosis {
  private static final Pattern QUAD = Pattern.compile("\\d{1,10}(\\.\\d{1,10}){3}");
  private static final Pattern PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):\\d{1,5}");
  private static final Pattern WILDCARD =
      Pattern.compile("(\\d{1,3})((?:\\.\\d{1,3}){0,2})((?:\\.[*xX]){1,3})");
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,2}");

  private static final String FORMS =
      "Give an address, such as 203.0.113.7 or 2001:db8::7, or a block of them, such as"
          + " 203.0.113.0/24 or 2001:db8::/32.";

  private IpDiagnosis() {}

  /**
   * @param text trimmed, and no address
   */
  static Value<IpRange> of(String text) {
    if (text.isEmpty()) {
      return refused(Refusal.EMPTY, "There is no address here. " + FORMS);
    }
    if (text.length() > 200) {
      return refused(Refusal.TOO_LONG, "This is too long for an address. " + FORMS);
    }
    if (text.indexOf('%') >= 0) {
      return zone(text);
    }
    Matcher port = PORT.matcher(text);
    if (port.matches()) {
      String address = port.group(1) == null ? port.group(2) : port.group(1);
      return refused(Refusal.PORT, "A port is no part of an address. " + meant(address));
    }
    int slash = text.indexOf('/');
    return slash < 0 ? address(text) : block(text.substring(0, slash), text.substring(slash + 1));
  }

  private static Value<IpRange> zone(String text) {
    return refused(
        Refusal.ZONE,
        "What follows the % names an interface of one machine and is no part of an address. "
            + meant(text.substring(0, text.indexOf('%')).replace("[", "")));
  }

  private static Value<IpRange> block(String before, String after) {
    IpRange address = IpRange.read(IpReading.withoutBrackets(before.strip()));
    if (address == null) {
      return address(before);
    }
    String bits = after.strip();
    if (!NUMBER.matcher(bits).matches()) {
      return mask(address, bits);
    }
    // Of an IPv4 address in IPv6 the length counts from the left of the IPv6 address.
    boolean mapped = address.family() == Family.V4 && before.indexOf(':') >= 0;
    int length = Integer.parseInt(bits) - (mapped ? 96 : 0);
    if (length < 0) {
      return refused(
          Refusal.UNREADABLE,
          "This is an IPv4 address written as IPv6, and blocks of those are at least 96 bits long."
              + " Write the block as IPv4, such as "
              + address.network(24)
              + ".");
    }
    if (length > address.family().bits()) {
      return lengthRange(address);
    }
    IpRange network = address.network(length);
    boolean begins = network.high() == address.high() && network.low() == address.low();
    return begins
        ? refused(Refusal.UNREADABLE, "Write " + network + ", without brackets and blanks.")
        : refused(Refusal.HOST_BITS, hostBits(address, network));
  }

  private static String hostBits(IpRange address, IpRange network) {
    return "This address is not where a block of that size begins, so it does not say whether the"
        + " address or the block is meant. Write "
        + network
        + " for the block or "
        + address
        + " for the address alone.";
  }

  private static Value<IpRange> mask(IpRange address, String bits) {
    IpRange mask = address.family() == Family.V4 ? IpRange.read(bits) : null;
    int value = mask == null || !mask.isAddress() ? 0 : (int) mask.low();
    int length = Integer.bitCount(value);
    boolean isMask = length > 0 && value == -1 << 32 - length;
    return isMask
        ? refused(
            Refusal.UNREADABLE,
            "A block is written with the count of its bits, not with a mask. Write "
                + address.network(length)
                + ".")
        : lengthRange(address);
  }

  private static Value<IpRange> lengthRange(IpRange address) {
    boolean v4 = address.family() == Family.V4;
    return refused(
        Refusal.UNREADABLE,
        "After the slash comes how many first bits the addresses of the block share, a number up to "
            + address.family().bits()
            + ", such as "
            + address.network(v4 ? 24 : 64)
            + ".");
  }

  private static Value<IpRange> address(String text) {
    if (QUAD.matcher(text).matches()) {
      return quad(text);
    }
    Matcher wildcard = WILDCARD.matcher(text);
    if (wildcard.matches() || text.indexOf('*') >= 0) {
      return wildcard(wildcard);
    }
    if (text.chars().anyMatch(Text::isBlank) || text.indexOf(',') >= 0 || text.indexOf(';') >= 0) {
      return refused(Refusal.SEVERAL, "Give one address or block and nothing else. " + FORMS);
    }
    if (text.indexOf('-') > 0 && Character.isDigit(text.charAt(0))) {
      return refused(
          Refusal.SEVERAL,
          "A range is written as one or more blocks, and its ends alone as addresses. " + FORMS);
    }
    boolean name = text.indexOf(':') < 0 && text.chars().anyMatch(Character::isLetter);
    return name
        ? refused(Refusal.UNREADABLE, "This is a name, and names are not looked up. " + FORMS)
        : refused(Refusal.UNREADABLE, "This is no IP address. " + FORMS);
  }

  private static Value<IpRange> quad(String text) {
    String plain = text.replaceAll("\\b0+(?=\\d)", "");
    return plain.equals(text) || IpRange.read(plain) == null
        ? refused(
            Refusal.UNREADABLE,
            "Each of the four numbers of an IPv4 address is at most 255. " + FORMS)
        : refused(
            Refusal.LEADING_ZERO,
            "A number with a zero before it is octal to some programs and decimal to others. "
                + meant(plain));
  }

  private static Value<IpRange> wildcard(Matcher matcher) {
    String why = "A block is written with the count of its first bits, not with wildcards. ";
    if (!matcher.matches()) {
      return refused(Refusal.WILDCARD, why + FORMS);
    }
    String kept = matcher.group(1) + matcher.group(2);
    int octets = kept.split("\\.").length;
    IpRange block = IpRange.read(kept + ".0".repeat(4 - octets) + "/" + 8 * octets);
    return refused(Refusal.WILDCARD, why + (block == null ? FORMS : "Write " + block + "."));
  }

  private static String meant(String address) {
    IpRange range = IpRange.read(address);
    return range == null ? FORMS : "Write " + range + ".";
  }

  private static Value<IpRange> refused(Refusal code, String detail) {
    return new Refused<>(code, detail);
  }
}
