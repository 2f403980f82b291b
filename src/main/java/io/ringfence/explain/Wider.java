package io.ringfence.explain;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.Holder;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.domain.VisitorId;
import java.util.ArrayList;
import java.util.List;

/** What holds all that a value holds. */
public final class Wider {
  private static final int FEWEST_BITS_V4 = 8;
  private static final int FEWEST_BITS_V6 = 16;

  private Wider() {}

  /**
   * Every value that holds all that this one does, itself among them, the most exact first.
   *
   * @param alternates other forms of the number that the value is
   * @param country of that number, or null
   */
  public static List<Holder> holding(Holder value, List<E164> alternates, Country country) {
    return switch (value.kind()) {
      case PHONE -> phone(value, alternates, country);
      case EMAIL -> subject(null, Email.parse(value.value()), null);
      case VISITOR_ID -> subject(null, null, new VisitorId(value.value()));
      case COUNTRY -> List.of(value);
      case PHONE_PREFIX -> prefixes(value.value());
      case IP -> blocks(IpRange.parse(value.value()));
      case EMAIL_DOMAIN ->
          new EmailDomain(value.value())
              .withParents().stream()
                  .map(domain -> new Holder(Kind.EMAIL_DOMAIN, domain.text()))
                  .toList();
    };
  }

  private static List<Holder> phone(Holder value, List<E164> alternates, Country country) {
    CallerId caller = new CallerId.Known(E164.parse(value.value()), alternates);
    return new Subject(caller, country, null, null, null, null).holders(Channel.VOICE);
  }

  private static List<Holder> subject(CallerId caller, Email email, VisitorId visitorId) {
    return new Subject(caller, null, null, email, visitorId, null).holders(Channel.CHAT);
  }

  private static List<Holder> prefixes(String prefix) {
    List<Holder> holders = new ArrayList<>();
    for (int end = prefix.length(); end > NumberPrefix.MIN_DIGITS; end--) {
      holders.add(new Holder(Kind.PHONE_PREFIX, prefix.substring(0, end)));
    }
    return holders;
  }

  private static List<Holder> blocks(IpRange range) {
    List<Holder> holders = new ArrayList<>();
    int fewest = range.family() == IpRange.Family.V4 ? FEWEST_BITS_V4 : FEWEST_BITS_V6;
    for (int bits = range.length(); bits >= fewest; bits--) {
      holders.add(new Holder(Kind.IP, range.network(bits).toString()));
    }
    return holders;
  }
}
