package io.ringfence.subject;

import io.ringfence.domain.IpRange;
import io.ringfence.subject.Value.Accepted;
import io.ringfence.subject.Value.Refused;

/** Text to an address or a block. */
final class IpReading {
  private IpReading() {}

  static Value<IpRange> range(String raw) {
    IpRange range = lenient(raw);
    if (range == null) {
      return IpDiagnosis.of(Text.trimmed(raw));
    }
    Width width = Width.of(range);
    return width == Width.TOO_WIDE ? tooWide(range) : new Accepted<>(range, raw, width);
  }

  static Value<IpRange> address(String raw) {
    IpRange range = lenient(raw);
    if (range == null) {
      return IpDiagnosis.of(Text.trimmed(raw));
    }
    return range.isAddress()
        ? new Accepted<>(range, raw, Width.NORMAL)
        : new Refused<>(
            Refusal.BLOCK,
            "This is a block of addresses. Give one address, without the slash and what follows"
                + " it.");
  }

  /** Null if no address can be made of it. The usual spelling is read without a copy. */
  private static IpRange lenient(String raw) {
    IpRange strict = raw == null ? null : IpRange.read(raw);
    return strict != null ? strict : IpRange.read(withoutBrackets(Text.trimmed(raw)));
  }

  /** RFC 3986 §3.2.2 writes an IPv6 address so where a port may follow. */
  static String withoutBrackets(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    boolean v6 = text.indexOf(':') >= 0 && text.indexOf('/') < 0;
    return bracketed && v6 ? text.substring(1, text.length() - 1) : text;
  }

  private static Value<IpRange> tooWide(IpRange range) {
    boolean v4 = range.family() == IpRange.Family.V4;
    return new Refused<>(
        Refusal.TOO_WIDE,
        "A block wider than /"
            + Width.fewestBits(v4)
            + " holds too much of the "
            + (v4 ? "IPv4" : "IPv6")
            + " Internet for one entry. Give narrower blocks, such as "
            + (v4 ? "203.0.113.0/24." : "2001:db8::/32."));
  }
}
