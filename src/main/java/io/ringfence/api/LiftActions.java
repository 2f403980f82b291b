package io.ringfence.api;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Operation;
import io.ringfence.number.BanValue;
import io.ringfence.store.EntryFilter;
import io.ringfence.store.LiftStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Many bans, or allows, lifted at once: those that a filter matches, if they are as many as said.
 */
final class LiftActions implements Actions {
  /** As many as a bulk write takes. */
  private static final int MOST = 10_000;

  private final Effect effect;
  private final LiftStore store;
  private final LiftForm form;

  LiftActions(Effect effect, ApiServer.Given given) {
    this.effect = effect;
    this.store = given.operations().lifts();
    this.form = new LiftForm(effect, new EntryValues(new BanValue(given.numbering())));
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put(
        effect == Effect.BAN ? "liftBans" : "liftAllows", Action.inSeveralTransactions(this::lift));
  }

  private Future<Answer> lift(ApiCall call) {
    EntryFilter filter = form.filter(call.caller(), call.body());
    // One more than are lifted tells whether there are too many.
    return store
        .matching(call.session(), filter, MOST + 1)
        .map(ids -> expected(ids, call.body().getLong("count")))
        .compose(ids -> lifted(call, ids));
  }

  private List<Long> expected(List<Long> ids, long count) {
    if (ids.size() > MOST) {
      throw Refusal.invalid(
          "/filter",
          "matches more than " + MOST + " entries, which is the most at once; narrow it");
    }
    if (ids.size() != count) {
      String found = ids.size() == 1 ? "1 entry" : ids.size() + " entries";
      throw new Refusal(
          Problem.miscounted(
              "The filter matches " + found + ", not " + count + "; nothing was lifted.",
              "/count",
              ids.size()));
    }
    return ids;
  }

  private Future<Answer> lifted(ApiCall call, List<Long> ids) {
    LiftRun run = new LiftRun(store, effect, call, Operation.newId(), ids);
    return run.all()
        .map(
            done ->
                Answer.json(
                        200,
                        new JsonObject()
                            .put("operation", run.operation())
                            .put("lifted", run.lifted()))
                    .wrote(run.revision(), run.lifted() > 0));
  }
}
