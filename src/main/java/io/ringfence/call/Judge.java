package io.ringfence.call;

import io.ringfence.ban.CallFacts;
import io.ringfence.ban.Index;
import io.ringfence.ban.Ladder;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Country;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Reason;
import io.ringfence.number.NumberCountry;
import io.ringfence.number.Numbering;
import io.ringfence.telnyx.WebhookEvent;
import java.time.InstantSource;
import java.util.function.IntPredicate;

/** Reads the caller, finds the line, decides: from memory, without waiting for anything. */
public final class Judge {
  /** No region: what Telnyx says was dialled is international, or it names no line. */
  private static final String ANY = "ZZ";

  private final NodeIndex node;
  private final Routes routes;
  private final Numbering numbering;
  private final Rules rules;
  private final CallMetrics metrics;

  /**
   * @param clock by which entries end
   * @param observe whether this node only notes what it would reject of an organisation, by its id
   * @param forwardUnloaded what happens to calls while nothing has ever been loaded
   */
  public record Rules(InstantSource clock, IntPredicate observe, boolean forwardUnloaded) {}

  public Judge(
      NodeIndex node, Routes routes, Numbering numbering, Rules rules, CallMetrics metrics) {
    this.node = node;
    this.routes = routes;
    this.numbering = numbering;
    this.rules = rules;
    this.metrics = metrics;
  }

  /** The line of an event and what becomes of its call; null where the account has no such line. */
  Gated judge(Accounts.Ready account, WebhookEvent.Incoming call) {
    Index index = node.current();
    Routes.Route route =
        routes.find(index, account.account(), dialled(call.to()), call.connectionId());
    if (route == null) {
      return null;
    }
    long began = System.nanoTime();
    CallerId caller = numbering.caller(call.fromRaw(), route.region());
    Decision decision = index == null ? unloaded() : decide(index, route, caller, call);
    metrics.decided(decision, System.nanoTime() - began);
    return new Gated(account, call, route, caller, decision);
  }

  /** The line of what names no number that could be looked up; null where the account has none. */
  Routes.Route catchAll(Accounts.Ready account) {
    return routes.find(node.current(), account.account(), null, null);
  }

  private Decision decide(
      Index index, Routes.Route route, CallerId caller, WebhookEvent.Incoming call) {
    CallFacts facts =
        new CallFacts(
            caller,
            country(index, route, caller),
            numbering.isEmergency(caller, route.region()),
            call.attestation(),
            call.attestationValidated(),
            call.screeningResult(),
            isPsapCallback(call));
    return Ladder.decide(
        index,
        route.organisation(),
        route.line(),
        facts,
        rules.clock().millis(),
        rules.observe().test(route.organisation().id()));
  }

  /** Asked only where the list names a country: most name none. */
  private static Country country(Index index, Routes.Route route, CallerId caller) {
    return caller instanceof CallerId.Known known
            && index.entries(route.organisation().id()).entries(Kind.COUNTRY) > 0
        ? NumberCountry.of(known.number().digits())
        : null;
  }

  /** RFC 7090; only from the public network, for any SIP caller can write the header. */
  private static boolean isPsapCallback(WebhookEvent.Incoming call) {
    return "psap-callback".equalsIgnoreCase(call.priority())
        && "pstn".equalsIgnoreCase(call.callingPartyType());
  }

  private Decision unloaded() {
    return rules.forwardUnloaded()
        ? new Decision.Forward(Reason.UNLOADED, 0, false)
        : new Decision.Reject(Reason.UNLOADED, 0);
  }

  private E164 dialled(String to) {
    return to != null && numbering.caller(to, ANY) instanceof CallerId.Known known
        ? known.number()
        : null;
  }
}
