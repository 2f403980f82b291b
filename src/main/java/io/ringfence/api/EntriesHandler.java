package io.ringfence.api;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Warning;
import io.ringfence.store.EntryStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The bans, or the allows: one entry made, read, lifted. */
final class EntriesHandler {
  static final Warning OBSERVE_MODE = new Warning("observe_mode", 0);

  private final Effect effect;
  private final EntryStore store;
  private final EntryForm form;
  private final Spread spread;
  private final IntPredicate observe;

  /**
   * @param observe whether this node only notes what it would block of an organisation, by its id
   */
  EntriesHandler(
      Effect effect, EntryStore store, EntryForm form, Spread spread, IntPredicate observe) {
    this.effect = effect;
    this.store = store;
    this.form = form;
    this.spread = spread;
    this.observe = observe;
  }

  Future<Answer> create(ApiCall call) {
    Caller caller = call.caller();
    EntryDraft draft = form.draft(effect, caller, call.body());
    return storeFor(call)
        .put(caller.organisation(), draft, caller.actor())
        .map(
            write -> observe.test(caller.organisation().id()) ? write.warning(OBSERVE_MODE) : write)
        .compose(write -> spread.of(write, call).map(effective -> written(write, effective)));
  }

  Future<Answer> find(ApiCall call) {
    return entry(call)
        .map(
            entry ->
                Answer.json(200, EntryJson.of(entry)).with("ETag", EntityTag.of(entry.revision())));
  }

  Future<Answer> lift(ApiCall call) {
    Caller caller = call.caller();
    return unchanged(call)
        .compose(
            as ->
                storeFor(call)
                    .lift(
                        caller.organisation(),
                        effect,
                        call.number("id"),
                        call.text("reason"),
                        caller.actor()))
        .map(lifted -> there(lifted, call))
        .compose(write -> spread.of(write, call).map(effective -> lifted(write, effective)));
  }

  /** Fails if the request is made for another revision than the entry now has. */
  private Future<Void> unchanged(ApiCall call) {
    String wanted = call.text("If-Match");
    return wanted == null ? Future.succeededFuture() : entry(call).map(e -> same(e, wanted));
  }

  private static Void same(Entry entry, String wanted) {
    if (!EntityTag.matches(wanted, entry.revision())) {
      throw new Refusal(Problem.changed());
    }
    return null;
  }

  private Future<Entry> entry(ApiCall call) {
    return store
        .find(call.caller().organisation(), effect, call.number("id"))
        .map(found -> there(found, call));
  }

  private <T> T there(Optional<T> found, ApiCall call) {
    String which = effect.word() + " " + call.number("id");
    return found.orElseThrow(() -> new Refusal(Problem.notFound("There is no " + which + ".")));
  }

  private EntryStore storeFor(ApiCall call) {
    return Spread.isAwaited(call) ? store.awaited() : store;
  }

  private Answer written(EntryWrite write, JsonObject effective) {
    return Answer.json(EntryJson.status(write), Spread.with(EntryJson.of(write), effective))
        .with("ETag", EntityTag.of(write.entry().revision()))
        .with("Location", "/v1/" + effect.word() + "s/" + write.entry().id());
  }

  private static Answer lifted(EntryWrite write, JsonObject effective) {
    return effective == null
        ? Answer.nothing()
        : Answer.json(200, Spread.with(EntryJson.of(write.entry()), effective))
            .with("ETag", EntityTag.of(write.entry().revision()));
  }
}
