package io.ringfence.ban;

import io.ringfence.domain.E164;
import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.domain.ProtectedValue;
import io.ringfence.domain.VisitorId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one organisation protects; never changed. */
final class Shield {
  private final List<ProtectedValue> values;
  private final long[] phones;

  /** As none begins with 0, a prefix's value tells its length. */
  private final long[] prefixes;

  private final IpRange[] ranges;
  private final Set<Email> emails;
  private final Set<EmailDomain> domains;
  private final Set<VisitorId> visitorIds;

  /**
   * @throws IllegalArgumentException if a value is not one of its kind
   */
  Shield(List<ProtectedValue> values) {
    this.values = List.copyOf(values);
    phones = digits(Kind.PHONE, text -> E164.parse(text).digits());
    prefixes = digits(Kind.PHONE_PREFIX, text -> NumberPrefix.parse(text).digits());
    ranges = texts(Kind.IP).map(IpRange::parse).toArray(IpRange[]::new);
    emails = texts(Kind.EMAIL).map(Email::parse).collect(Collectors.toUnmodifiableSet());
    domains =
        texts(Kind.EMAIL_DOMAIN).map(EmailDomain::new).collect(Collectors.toUnmodifiableSet());
    visitorIds = texts(Kind.VISITOR_ID).map(VisitorId::new).collect(Collectors.toUnmodifiableSet());
  }

  private Stream<String> texts(Kind kind) {
    return values.stream().filter(value -> value.kind() == kind).map(ProtectedValue::value);
  }

  private long[] digits(Kind kind, Function<String, Long> read) {
    return texts(kind).mapToLong(read::apply).sorted().toArray();
  }

  List<ProtectedValue> values() {
    return values;
  }

  boolean protects(long digits) {
    if (Arrays.binarySearch(phones, digits) >= 0) {
      return true;
    }
    for (long rest = digits; prefixes.length > 0 && rest > 0; rest /= 10) {
      if (Arrays.binarySearch(prefixes, rest) >= 0) {
        return true;
      }
    }
    return false;
  }

  boolean protects(IpRange range) {
    for (IpRange one : ranges) {
      if (one.contains(range)) {
        return true;
      }
    }
    return false;
  }

  boolean protects(Email email) {
    return emails.contains(email) || protects(email.domain());
  }

  boolean protects(EmailDomain domain) {
    return !domains.isEmpty() && domain.withParents().stream().anyMatch(domains::contains);
  }

  boolean protects(VisitorId visitorId) {
    return visitorIds.contains(visitorId);
  }
}
