package io.ringfence.call;

import io.ringfence.ban.CallFacts;
import io.ringfence.ban.Index;
import io.ringfence.ban.Ladder;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Reason;
import io.ringfence.number.NumberCountry;
import io.ringfence.number.Numbering;
import io.ringfence.telnyx.WebhookEvent;
import java.time.InstantSource;
import java.util.function.IntPredicate;

/** Reads the caller, finds the line, decides: from memory, without waiting for anything. */
final class Judge {
  /** No region: what Telnyx says was dialled is international, or it names no line. */
  private static final String ANY = "ZZ";

  private final NodeIndex node;
  private final Routes routes;
  private final Numbering numbering;
  private final Rules rules;
  private final CallMetrics metrics;
  private final Legs legs = new Legs();

  /**
   * @param clock by which entries end
   * @param observe whether this node only notes what it would reject of an organisation, by its id
   * @param forwardUnloaded what happens to calls while nothing has ever been loaded
   */
  record Rules(InstantSource clock, IntPredicate observe, boolean forwardUnloaded) {}

  Judge(NodeIndex node, Routes routes, Numbering numbering, Rules rules, CallMetrics metrics) {
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
    if (isCatchAll(route) && isFromALine(index, account, caller)) {
      legs.arrived(account, call.callControlId());
    }
    Decision decision =
        index == null ? unloaded() : decide(index, route, facts(index, route, caller, call));
    metrics.decided(Channel.VOICE, decision, System.nanoTime() - began);
    return new Gated(account, call, route, caller, decision);
  }

  /** The same of a text message. */
  Judged judge(Accounts.Ready account, WebhookEvent.Message message) {
    Index index = node.current();
    WebhookEvent.Parties parties = message.parties();
    Routes.Route route =
        routes.find(index, account.account(), dialled(parties.to()), parties.connectionId());
    if (route == null) {
      return null;
    }
    long began = System.nanoTime();
    CallerId sender = sender(parties.from(), route.region());
    Decision decision =
        index == null ? unloaded() : decide(index, route, facts(index, route, sender));
    metrics.decided(Channel.SMS, decision, System.nanoTime() - began);
    return new Judged(route, sender, decision);
  }

  /**
   * The line of any other event; null where the account has none. It is the line that was called,
   * or that called: only that one's organisation may see the event.
   */
  Routes.Route line(Accounts.Ready account, WebhookEvent.Other event) {
    WebhookEvent.Parties parties = event.parties();
    Legs.Way way = legs.of(account, event);
    String own = way == Legs.Way.OUTGOING ? parties.from() : parties.to();
    Routes.Route line = line(account, own, parties);
    if (way != Legs.Way.UNKNOWN || !isCatchAll(line)) {
      return line;
    }
    // Nothing of it is a line's but perhaps the number that calls.
    Routes.Route calling = line(account, parties.from(), parties);
    return calling == null ? line : calling;
  }

  /** The line of an incoming call that cannot be gated. */
  Routes.Route line(Accounts.Ready account, WebhookEvent.Parties parties) {
    return line(account, parties.to(), parties);
  }

  private Routes.Route line(Accounts.Ready account, String own, WebhookEvent.Parties parties) {
    return routes.find(node.current(), account.account(), dialled(own), parties.connectionId());
  }

  private static boolean isCatchAll(Routes.Route route) {
    return route == null || route.line().number() == null && route.line().connectionId() == null;
  }

  /** Then its later events look as those of a leg that the calling line dialled. */
  private static boolean isFromALine(Index index, Accounts.Ready account, CallerId caller) {
    if (index == null || !(caller instanceof CallerId.Known known)) {
      return false;
    }
    Line line = index.directory().line(account.account().id(), known.number(), null);
    return line != null && line.number() != null;
  }

  /** A name is nobody's number, though its letters could be dialled. */
  private CallerId sender(String raw, String region) {
    boolean named = raw != null && raw.codePoints().anyMatch(Character::isLetter);
    return named ? CallerId.UNREADABLE : numbering.caller(raw, region);
  }

  private CallFacts facts(
      Index index, Routes.Route route, CallerId caller, WebhookEvent.Incoming call) {
    return new CallFacts(
        Channel.VOICE,
        caller,
        country(index, route, caller),
        numbering.isEmergency(caller, route.region()),
        call.attestation(),
        call.attestationValidated(),
        call.screeningResult(),
        isPsapCallback(call));
  }

  private CallFacts facts(Index index, Routes.Route route, CallerId sender) {
    return new CallFacts(
        Channel.SMS,
        sender,
        country(index, route, sender),
        numbering.isEmergency(sender, route.region()),
        null,
        null,
        null,
        false);
  }

  private Decision decide(Index index, Routes.Route route, CallFacts facts) {
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
    return index.entries(route.organisation().id()).entries(Kind.COUNTRY) > 0
        ? NumberCountry.of(caller)
        : null;
  }

  /** RFC 7090; only from the public network, for any SIP caller can write the header. */
  private static boolean isPsapCallback(WebhookEvent.Incoming call) {
    return call.priority() != null
        && "psap-callback".equalsIgnoreCase(call.priority().strip())
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
