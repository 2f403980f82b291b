package io.ringfence.explain;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.domain.Email;
import io.ringfence.domain.Holder;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.domain.VisitorId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is asked about: what each identifier was read as, null where none was given or none could be
 * read.
 *
 * @param phoneCountry of the caller's number
 * @param ip one address
 * @param country where the visitor is
 */
public record Subject(
    CallerId caller,
    Country phoneCountry,
    IpRange ip,
    Email email,
    VisitorId visitorId,
    Country country) {
  /** A block of fewer bits is on no list. */
  private static final int FEWEST_BITS_V4 = 8;

  private static final int FEWEST_BITS_V6 = 16;

  /** The number, if it is one. */
  public CallerId.Known phone() {
    return caller instanceof CallerId.Known known ? known : null;
  }

  /** Whether nothing is known but the number, or that there is none. */
  boolean isOnlyCaller() {
    return ip == null && email == null && visitorId == null && country == null;
  }

  /**
   * Every value that holds one of the identifiers that count on a channel: in the order in which
   * checks look at identifiers, and of each the most exact first.
   */
  public List<Holder> holders(Channel channel) {
    Set<Holder> holders = new LinkedHashSet<>();
    if (channel != Channel.VOICE) {
      addVisitor(holders);
    }
    addPhone(holders);
    if (channel != Channel.VOICE) {
      addBlocks(holders);
      add(holders, Kind.COUNTRY, country);
    }
    return List.copyOf(holders);
  }

  /** The values that hold nothing but one of these identifiers. */
  public List<Holder> exact(Channel channel) {
    Set<Holder> exact = new LinkedHashSet<>();
    if (channel != Channel.VOICE) {
      add(exact, Kind.VISITOR_ID, visitorId);
      add(exact, Kind.EMAIL, email);
    }
    add(exact, Kind.PHONE, phone() == null ? null : phone().number());
    if (channel != Channel.VOICE) {
      add(exact, Kind.IP, ip);
    }
    return List.copyOf(exact);
  }

  /** Every form of the number; none if it is none. */
  List<E164> forms() {
    List<E164> forms = new ArrayList<>();
    if (phone() != null) {
      forms.add(phone().number());
      forms.addAll(phone().alternates());
    }
    return forms;
  }

  private void addVisitor(Set<Holder> holders) {
    add(holders, Kind.VISITOR_ID, visitorId);
    if (email != null) {
      add(holders, Kind.EMAIL, email);
      email.domain().withParents().forEach(domain -> add(holders, Kind.EMAIL_DOMAIN, domain));
    }
  }

  private void addPhone(Set<Holder> holders) {
    forms().forEach(form -> add(holders, Kind.PHONE, form));
    for (int digits = NumberPrefix.MAX_DIGITS; digits >= NumberPrefix.MIN_DIGITS; digits--) {
      for (E164 form : forms()) {
        if (digits <= form.length()) {
          add(holders, Kind.PHONE_PREFIX, form.toString().substring(0, digits + 1));
        }
      }
    }
    add(holders, Kind.COUNTRY, phoneCountry);
  }

  private void addBlocks(Set<Holder> holders) {
    if (ip != null) {
      int fewest = ip.family() == IpRange.Family.V4 ? FEWEST_BITS_V4 : FEWEST_BITS_V6;
      for (int bits = ip.length(); bits >= fewest; bits--) {
        add(holders, Kind.IP, ip.network(bits));
      }
    }
  }

  private static void add(Set<Holder> holders, Kind kind, Object value) {
    if (value != null) {
      holders.add(new Holder(kind, value.toString()));
    }
  }
}
