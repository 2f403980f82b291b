package io.ringfence.ban;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.domain.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries that stand on a sender's identifiers, to explain a decision: whoever decides does not
 * come here.
 */
public final class Hits {
  private static final Comparator<Hit> STRONGEST_FIRST =
      Comparator.comparing(Hit::decides)
          .reversed()
          .thenComparingInt(hit -> hit.holder().identifier())
          .thenComparing(hit -> hit.holder().exactness(), Comparator.reverseOrder())
          .thenComparing(hit -> hit.state().observe())
          .thenComparing(hit -> hit.state().effect() == Effect.BAN)
          .thenComparing(hit -> hit.state().until(), Comparator.reverseOrder())
          .thenComparingLong(hit -> hit.state().id());

  private Hits() {}

  /**
   * A value that holds one of the sender's identifiers.
   *
   * @param identifier its place in the order in which identifiers are looked at
   * @param exactness the higher the fewer others it holds, among those of one identifier
   * @param value in canonical form
   */
  record Holder(int identifier, int exactness, Kind kind, String value) {}

  /**
   * An entry that stands on it.
   *
   * @param decides it is the one that the decision names
   */
  public record Hit(Holder holder, EntryState state, boolean decides) {
    public Kind kind() {
      return holder.kind();
    }

    /** In canonical form. */
    public String value() {
      return holder.value();
    }
  }

  /**
   * Every standing entry on the sender's channel that holds any of its identifiers, the deciding
   * one first, then in the order in which they would decide; of equally exact ones those that are
   * only observed come last. Those that have ended are left out.
   *
   * @param decision of {@link CheckLadder} or {@link Ladder} on the same sender
   */
  public static List<Hit> of(EntryList entries, CheckFacts sender, Decision decision, long now) {
    List<Hit> hits = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Holder holder : holders(entries, sender, kind)) {
        for (EntryState state : entries.states(kind, holder.value())) {
          if (state.until() > now && (state.channels() & sender.channel().bit()) != 0) {
            hits.add(new Hit(holder, state, state.id() == decision.entry()));
          }
        }
      }
    }
    hits.sort(STRONGEST_FIRST);
    return hits;
  }

  /** The entry that a decision names; null if none decided, or it has gone meanwhile. */
  public static EntryState deciding(EntryList entries, CheckFacts sender, Decision decision) {
    Kind kind = kind(decision.reason());
    if (kind == null) {
      return null;
    }
    for (Holder holder : holders(entries, sender, kind)) {
      for (EntryState state : entries.states(kind, holder.value())) {
        if (state.id() == decision.entry()) {
          return state;
        }
      }
    }
    return null;
  }

  /** Of which kind an entry is that decided so; null for what no entry decides. */
  static Kind kind(Reason reason) {
    return switch (reason) {
      case ALLOW_PHONE, BAN_PHONE -> Kind.PHONE;
      case ALLOW_PREFIX, BAN_PREFIX -> Kind.PHONE_PREFIX;
      case ALLOW_IP, BAN_IP -> Kind.IP;
      case ALLOW_EMAIL, BAN_EMAIL -> Kind.EMAIL;
      case ALLOW_EMAIL_DOMAIN, BAN_EMAIL_DOMAIN -> Kind.EMAIL_DOMAIN;
      case ALLOW_VISITOR_ID, BAN_VISITOR_ID -> Kind.VISITOR_ID;
      case ALLOW_COUNTRY, BAN_COUNTRY -> Kind.COUNTRY;
      default -> null;
    };
  }

  /** What holds the sender, of one kind. */
  static Set<Holder> holders(EntryList entries, CheckFacts sender, Kind kind) {
    Set<Holder> holders = new LinkedHashSet<>();
    switch (kind) {
      case VISITOR_ID -> add(holders, 0, 0, kind, sender.visitorId());
      case EMAIL -> add(holders, 1, Integer.MAX_VALUE, kind, sender.email());
      case EMAIL_DOMAIN -> addDomains(holders, sender);
      case PHONE -> forms(sender.phone()).forEach(form -> add(holders, 2, 16, kind, form));
      case PHONE_PREFIX -> forms(sender.phone()).forEach(form -> addPrefixes(holders, form));
      case IP -> addBlocks(holders, entries, sender);
      case COUNTRY -> {
        add(holders, 2, 0, kind, sender.phoneCountry());
        if (sender.country() == null || !sender.country().equals(sender.phoneCountry())) {
          add(holders, 4, 0, kind, sender.country());
        }
      }
    }
    return holders;
  }

  private static void add(Set<Holder> to, int identifier, int exactness, Kind kind, Object value) {
    if (value != null) {
      to.add(new Holder(identifier, exactness, kind, value.toString()));
    }
  }

  private static void addDomains(Set<Holder> holders, CheckFacts sender) {
    if (sender.email() != null) {
      for (EmailDomain domain : sender.email().domain().withParents()) {
        add(holders, 1, domain.text().length(), Kind.EMAIL_DOMAIN, domain);
      }
    }
  }

  private static List<E164> forms(CallerId.Known phone) {
    List<E164> forms = new ArrayList<>();
    if (phone != null) {
      forms.add(phone.number());
      forms.addAll(phone.alternates());
    }
    return forms;
  }

  private static void addPrefixes(Set<Holder> holders, E164 form) {
    String text = form.toString();
    for (int digits = form.length(); digits >= NumberPrefix.MIN_DIGITS; digits--) {
      add(holders, 2, digits, Kind.PHONE_PREFIX, text.substring(0, digits + 1));
    }
  }

  private static void addBlocks(Set<Holder> holders, EntryList entries, CheckFacts sender) {
    if (sender.ip() != null) {
      for (int length : entries.lengths(sender.ip())) {
        add(holders, 3, length, Kind.IP, sender.ip().network(length));
      }
    }
  }
}
