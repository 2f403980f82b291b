package io.ringfence.api;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Holder;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.PastEntry;
import io.ringfence.domain.Permission;
import io.ringfence.explain.Findings;
import io.ringfence.explain.Remedies;
import io.ringfence.explain.Scene;
import io.ringfence.store.ExplainStore;
import io.ringfence.store.RecordedCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why somebody is let in or not: the decision of this node's memory, or of what the tables held at
 * a moment of the past, with the whole entries behind it.
 */
final class ExplainActions implements Actions {
  private final NodeIndex node;
  private final InstantSource clock;
  private final ExplainStore store;
  private final ExplainForm form;

  ExplainActions(ApiServer.Given given) {
    this.node = given.node();
    this.clock = given.clock();
    this.store = new ExplainStore(given.database());
    this.form = new ExplainForm(given);
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("explain", this::explain);
  }

  private Future<Answer> explain(ApiCall call) {
    form.require(call);
    if (call.text(ExplainForm.CALL) != null) {
      requireCalls(call.caller());
      return kept(call).compose(kept -> ofCall(call.caller(), kept)).map(this::answer);
    }
    Instant at = form.at(call);
    Asked asked = form.read(call);
    return (at == null ? now(call.caller(), asked) : then(call.caller(), asked, at))
        .map(this::answer);
  }

  /** Whoever may not list calls is not told of one by its id either. */
  private static void requireCalls(Caller caller) {
    if (!caller.key().may(Permission.CALLS_READ)) {
      throw new Refusal(Problem.forbidden(Permission.CALLS_READ.word()));
    }
  }

  private Future<RecordedCall> kept(ApiCall call) {
    return store
        .call(call.caller().organisation(), call.text(ExplainForm.CALL))
        .map(
            found ->
                found.orElseThrow(
                    () -> new Refusal(Problem.notFound("No call of this id is kept."))));
  }

  private Future<JsonObject> ofCall(Caller caller, RecordedCall kept) {
    return then(caller, form.read(caller, kept), kept.decidedAt())
        .map(json -> json.put("recorded", CallActions.json(kept, caller)));
  }

  private Future<JsonObject> now(Caller caller, Asked asked) {
    Scene scene = Scene.present(asked.question(), caller.index(), clock.millis());
    Findings findings = Findings.of(scene);
    List<Long> ids = findings.all().stream().map(one -> one.state().id()).toList();
    return store
        .entries(caller.organisation(), ids)
        .map(
            rows -> ExplanationJson.of(asked, scene, findings, stands(caller.index(), scene, rows)))
        .map(
            json ->
                json.put("now", null)
                    .put("would_change", ExplanationJson.remedies(Remedies.of(scene))));
  }

  /** What stood then by the tables; what would change it is said of what stands now. */
  private Future<JsonObject> then(Caller caller, Asked asked, Instant at) {
    Organisation organisation = caller.organisation();
    List<Holder> holders = asked.question().subject().holders(asked.question().channel());
    return store
        .beginning(organisation)
        .compose(
            beginning -> {
              if (at.isBefore(beginning)) {
                throw new Refusal(Problem.historyStarts(beginning));
              }
              return store.at(organisation, holders, at);
            })
        .map(past -> then(caller, asked, past, at.toEpochMilli()));
  }

  private JsonObject then(Caller caller, Asked asked, List<PastEntry> past, long at) {
    Index index = caller.index();
    Map<Holder, List<EntryState>> stood = new HashMap<>();
    List<Entry> rows = new ArrayList<>();
    for (PastEntry one : past) {
      Holder holder = new Holder(one.entry().kind(), one.entry().value());
      stood.computeIfAbsent(holder, none -> new ArrayList<>()).add(one.state());
      rows.add(one.entry());
    }
    Scene then = Scene.past(asked.question(), index.directory(), stood, at);
    Scene now = Scene.present(asked.question(), index, clock.millis());
    return ExplanationJson.of(asked, then, Findings.of(then), stands(index, now, rows))
        .put("now", ExplanationJson.decision(now))
        .put("would_change", ExplanationJson.remedies(Remedies.of(now)));
  }

  /** Each row with whether this node has it in force now. */
  private static Map<Long, Shown> stands(Index index, Scene scene, List<Entry> rows) {
    int organisation = scene.question().organisation().id();
    Map<Long, Shown> shown = new LinkedHashMap<>();
    for (Entry row : rows) {
      boolean stands =
          index.entries(organisation).states(row.kind(), row.value()).stream()
              .anyMatch(state -> state.id() == row.id() && state.until() > scene.at());
      shown.put(row.id(), new Shown(row, stands));
    }
    return shown;
  }

  /** An entry, and whether it stands now. */
  record Shown(Entry entry, boolean stands) {}

  private Answer answer(JsonObject explanation) {
    if (!explanation.containsKey("recorded")) {
      explanation.put("recorded", null);
    }
    return Answer.json(
        200,
        explanation
            .put("settings", "now")
            .put("degraded", node.freshness() != Freshness.LIVE)
            .put("as_of", EntryJson.time(node.asOf())));
  }
}
