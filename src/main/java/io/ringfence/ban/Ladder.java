package io.ringfence.ban;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Policy;
import io.ringfence.domain.Reason;

/**
 * The steps that decide a call or a text message, taken in order; the first that applies decides. A
 * pure function of its arguments.
 */
public final class Ladder {
  private static final String FULL_ATTESTATION = "A";
  private static final String NOT_FLAGGED = "no_flag";
  private static final Decision NO_MATCH = new Decision.Forward(Reason.NO_MATCH, 0, false);

  private Ladder() {}

  /**
   * Decides a call.
   *
   * @param nowMillis milliseconds since 1970 UTC by the corrected clock; entries' ends are judged
   *     by it
   * @param nodeObserves this node rejects nothing, whatever the line and the organisation say
   */
  public static Decision decide(
      Index index,
      Organisation organisation,
      Line line,
      CallFacts call,
      long nowMillis,
      boolean nodeObserves) {
    EntryList entries = index.entries(organisation.id());
    Decision decision = decide(index, entries, organisation, line, call, nowMillis);
    if (decision instanceof Decision.Reject reject) {
      boolean observes = nodeObserves || line.observe() || organisation.observe();
      return observes ? observed(reject) : reject;
    }
    EntryList earnest = entries.mayObserve() ? Observed.inEarnest(entries, sender(call)) : null;
    return earnest != null
            && decide(index, earnest, organisation, line, call, nowMillis)
                instanceof Decision.Reject reject
        ? observed(reject)
        : decision;
  }

  /** What would have been rejected. */
  static Decision observed(Decision.Reject reject) {
    return new Decision.Forward(reject.reason(), reject.entry(), true);
  }

  private static CheckFacts sender(CallFacts call) {
    CallerId.Known phone = call.caller() instanceof CallerId.Known known ? known : null;
    return new CheckFacts(call.channel(), null, null, phone, call.country(), null, null);
  }

  private static Decision decide(
      Index index,
      EntryList entries,
      Organisation organisation,
      Line line,
      CallFacts call,
      long now) {
    if (isProtected(index, organisation, call)) {
      return forward(Reason.PROTECTED, 0);
    }
    long exact = exact(entries, call, now);
    if (Match.allows(exact)) {
      return forward(Reason.ALLOW_PHONE, Match.id(exact));
    }
    if (Match.bans(exact)) {
      return new Decision.Reject(Reason.BAN_PHONE, Match.id(exact));
    }
    if (call.psapCallback()) {
      return forward(Reason.PSAP_CALLBACK, 0);
    }
    long prefix = longestPrefix(entries, call, now);
    if (Match.allows(prefix)) {
      return forward(Reason.ALLOW_PREFIX, Match.id(prefix));
    }
    if (Match.bans(prefix)) {
      return new Decision.Reject(Reason.BAN_PREFIX, Match.id(prefix));
    }
    long country =
        call.country() == null ? Match.NONE : entries.country(call.country(), call.channel(), now);
    if (Match.allows(country)) {
      return forward(Reason.ALLOW_COUNTRY, Match.id(country));
    }
    if (Match.bans(country)) {
      return new Decision.Reject(Reason.BAN_COUNTRY, Match.id(country));
    }

    Reason refused = refusedByPolicy(organisation, line, call);
    return refused == null ? NO_MATCH : new Decision.Reject(refused, 0);
  }

  private static boolean isProtected(Index index, Organisation organisation, CallFacts call) {
    return call.emergency()
        || call.caller() instanceof CallerId.Known known
            && PhoneForms.isProtected(index.directory(), organisation.id(), known);
  }

  private static long exact(EntryList entries, CallFacts call, long now) {
    return call.caller() instanceof CallerId.Known known
        ? PhoneForms.exact(entries, known, call.channel(), now)
        : Match.NONE;
  }

  private static long longestPrefix(EntryList entries, CallFacts call, long now) {
    return call.caller() instanceof CallerId.Known known
        ? PhoneForms.longestPrefix(entries, known, call.channel(), now)
        : Match.NONE;
  }

  /** The first policy that refuses the call, or null. */
  private static Reason refusedByPolicy(Organisation organisation, Line line, CallFacts call) {
    CallerId caller = call.caller();
    Policies own = line.policies();
    Policies common = organisation.policies();
    if (caller instanceof CallerId.Withheld && rejects(own.withheld(), common.withheld())) {
      return Reason.POLICY_WITHHELD;
    }
    if (caller instanceof CallerId.Unreadable && rejects(own.unreadable(), common.unreadable())) {
      return Reason.POLICY_UNREADABLE;
    }
    if (caller instanceof CallerId.Short && rejects(own.shortCode(), common.shortCode())) {
      return Reason.POLICY_SHORT;
    }
    if (isWeaklyAttested(call) && rejects(own.attestation(), common.attestation())) {
      return Reason.POLICY_ATTESTATION;
    }
    if (isFlagged(call) && rejects(own.screening(), common.screening())) {
      return Reason.POLICY_SCREENING;
    }
    return null;
  }

  private static boolean rejects(Policy ofLine, Policy ofOrganisation) {
    return (ofLine == null ? ofOrganisation : ofLine) == Policy.REJECT;
  }

  /** Without any attestation nothing is held against a call: most of the world does not sign. */
  private static boolean isWeaklyAttested(CallFacts call) {
    return call.attestation() != null
        && (!call.attestation().equals(FULL_ATTESTATION)
            || Boolean.FALSE.equals(call.attestationValidated()));
  }

  private static boolean isFlagged(CallFacts call) {
    return call.screeningResult() != null && !call.screeningResult().equals(NOT_FLAGGED);
  }

  private static Decision forward(Reason reason, long entry) {
    return new Decision.Forward(reason, entry, false);
  }
}
