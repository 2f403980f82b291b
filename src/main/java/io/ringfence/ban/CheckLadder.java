package io.ringfence.ban;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Reason;

/**
 * Decides a check. Each identifier has a ladder of its own, from what names it alone to what holds
 * it among others, and the first step that applies decides for that identifier; the sender is
 * blocked if any identifier is. So what allows an identifier lifts only bans on the same one and on
 * what holds it: a typed e-mail address frees no banned cookie. A pure function of its arguments.
 *
 * <p>The identifiers are looked at in a fixed order, those that name one person first: visitor id,
 * e-mail, phone, IP, country. Where several are banned the first of them decides; where none is,
 * the first on which anything stands.
 *
 * <p>An identifier that the organisation protects is let in before its ladder; the others may still
 * block the sender.
 *
 * <p>Persons come before all of these: a whitelisted one frees each of its identifiers, and a
 * blacklisted one's are banned. There are none in the index yet.
 */
public final class CheckLadder {
  private static final Decision NO_MATCH = new Decision.Forward(Reason.NO_MATCH, 0, false);
  private static final Decision PROTECTED = new Decision.Forward(Reason.PROTECTED, 0, false);

  private CheckLadder() {}

  /**
   * Decides a check.
   *
   * @param now milliseconds since 1970 UTC by the corrected clock; entries' ends are judged by it
   * @param nodeObserves this node blocks nobody, whatever the organisation says
   */
  public static Decision decide(
      Index index, Organisation organisation, CheckFacts sender, long now, boolean nodeObserves) {
    EntryList entries = index.entries(organisation.id());
    Decision decision = decide(index, entries, organisation, sender, now);
    if (decision instanceof Decision.Reject reject) {
      return nodeObserves || organisation.observe() ? Ladder.observed(reject) : reject;
    }
    EntryList earnest = entries.mayObserve() ? Observed.inEarnest(entries, sender) : null;
    return earnest != null
            && decide(index, earnest, organisation, sender, now) instanceof Decision.Reject reject
        ? Ladder.observed(reject)
        : decision;
  }

  private static Decision decide(
      Index index, EntryList entries, Organisation organisation, CheckFacts sender, long now) {
    ProtectedValues spared = index.directory().protectedValues();
    int id = organisation.id();
    Decision decision =
        sender.visitorId() != null && spared.protects(id, sender.visitorId())
            ? PROTECTED
            : visitorId(entries, sender, now);
    if (!isBan(decision)) {
      boolean held = sender.email() != null && spared.protects(id, sender.email());
      decision = weightier(decision, held ? PROTECTED : email(entries, sender, now));
    }
    if (!isBan(decision)) {
      decision = weightier(decision, phone(index, organisation, entries, sender, now));
    }
    if (!isBan(decision)) {
      boolean held = sender.ip() != null && spared.protects(id, sender.ip());
      decision = weightier(decision, held ? PROTECTED : ip(entries, sender, now));
    }
    if (!isBan(decision)) {
      decision = weightier(decision, country(entries, sender.country(), sender.channel(), now));
    }
    return decision;
  }

  private static Decision visitorId(EntryList entries, CheckFacts sender, long now) {
    return sender.visitorId() == null
        ? NO_MATCH
        : by(
            entries.visitorId(sender.visitorId(), sender.channel(), now),
            Reason.ALLOW_VISITOR_ID,
            Reason.BAN_VISITOR_ID);
  }

  private static Decision email(EntryList entries, CheckFacts sender, long now) {
    if (sender.email() == null) {
      return NO_MATCH;
    }
    long exact = entries.email(sender.email(), sender.channel(), now);
    if (exact != Match.NONE) {
      return by(exact, Reason.ALLOW_EMAIL, Reason.BAN_EMAIL);
    }
    long domain = entries.emailDomain(sender.email().domain(), sender.channel(), now);
    return by(domain, Reason.ALLOW_EMAIL_DOMAIN, Reason.BAN_EMAIL_DOMAIN);
  }

  private static Decision phone(
      Index index, Organisation organisation, EntryList entries, CheckFacts sender, long now) {
    CallerId.Known phone = sender.phone();
    if (phone == null) {
      return NO_MATCH;
    }
    if (PhoneForms.isProtected(index.directory(), organisation.id(), phone)) {
      return PROTECTED;
    }
    long exact = PhoneForms.exact(entries, phone, sender.channel(), now);
    if (exact != Match.NONE) {
      return by(exact, Reason.ALLOW_PHONE, Reason.BAN_PHONE);
    }
    long prefix = PhoneForms.longestPrefix(entries, phone, sender.channel(), now);
    if (prefix != Match.NONE) {
      return by(prefix, Reason.ALLOW_PREFIX, Reason.BAN_PREFIX);
    }
    return country(entries, sender.phoneCountry(), sender.channel(), now);
  }

  private static Decision ip(EntryList entries, CheckFacts sender, long now) {
    return sender.ip() == null
        ? NO_MATCH
        : by(entries.ip(sender.ip(), sender.channel(), now), Reason.ALLOW_IP, Reason.BAN_IP);
  }

  private static Decision country(EntryList entries, Country country, Channel channel, long now) {
    return country == null
        ? NO_MATCH
        : by(entries.country(country, channel, now), Reason.ALLOW_COUNTRY, Reason.BAN_COUNTRY);
  }

  private static Decision by(long match, Reason allowed, Reason banned) {
    if (Match.allows(match)) {
      return new Decision.Forward(allowed, Match.id(match), false);
    }
    return Match.bans(match) ? new Decision.Reject(banned, Match.id(match)) : NO_MATCH;
  }

  private static Decision weightier(Decision first, Decision next) {
    return isBan(next) || first == NO_MATCH ? next : first;
  }

  private static boolean isBan(Decision decision) {
    return decision instanceof Decision.Reject;
  }
}
