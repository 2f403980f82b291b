package io.ringfence.api;

import io.ringfence.ban.CheckFacts;
import io.ringfence.ban.CheckLadder;
import io.ringfence.ban.Hits;
import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Decision;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Organisation;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Decides checks, from memory. Every check there is passes through {@link #check}: one for itself,
 * one of many, and that of a web server.
 */
final class Checks {
  private static final String LOAD = "load";

  private final NodeIndex node;
  private final Sender sender;
  private final InstantSource clock;
  private final IntPredicate observe;
  private final CheckMetrics metrics;
  private final CheckRecords records;

  Checks(ApiServer.Given given) {
    this.node = given.node();
    this.sender = new Sender(given.numbering());
    this.clock = given.clock();
    this.observe = given.observe();
    this.metrics = given.metrics().checks();
    this.records = new CheckRecords(given.messages(), given.clock());
  }

  /**
   * Decides one.
   *
   * @param caller null while nothing has been loaded
   * @param asked as the contract wants it
   */
  Verdict check(Caller caller, JsonObject asked) {
    Verdict verdict =
        caller == null ? Verdict.UNLOADED : verdict(caller.index(), caller.organisation(), asked);
    metrics.checked(verdict, asked);
    if (caller != null) {
      records.note(caller.organisation(), asked, verdict);
    }
    return verdict;
  }

  /** The same with what it rests on. */
  JsonObject explained(Caller caller, Verdict verdict, JsonObject asked) {
    if (verdict.sender() == null) {
      return verdict.explanation(List.of()).put("understood", new JsonObject());
    }
    List<Hits.Hit> hits =
        Hits.of(
            caller.index().entries(caller.organisation().id()),
            verdict.sender(),
            verdict.decision(),
            clock.millis());
    return verdict.explanation(hits).put("understood", Sender.understood(verdict.sender(), asked));
  }

  /** Adds how far the list may be trusted. */
  JsonObject asOf(JsonObject answer) {
    return answer
        .put("degraded", node.freshness() != Freshness.LIVE)
        .put("as_of", EntryJson.time(node.asOf()));
  }

  private Verdict verdict(Index index, Organisation organisation, JsonObject asked) {
    CheckFacts facts = sender.facts(index, organisation, asked);
    Decision decision =
        CheckLadder.decide(
            index, organisation, facts, clock.millis(), observe.test(organisation.id()));
    EntryState deciding =
        decision instanceof Decision.Reject
            ? Hits.deciding(index.entries(organisation.id()), facts, decision)
            : null;
    return new Verdict(
        facts,
        decision,
        deciding == null ? EntryState.NEVER : deciding.until(),
        organisation.chat(),
        LOAD.equals(asked.getString("action")));
  }
}
