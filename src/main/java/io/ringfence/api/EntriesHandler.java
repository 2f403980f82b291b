package io.ringfence.api;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.ringfence.domain.EntryWrite.Warning;
import io.ringfence.domain.Revision;
import io.ringfence.store.EntryStore;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The bans, or the allows: one entry made, read, lifted. */
final class EntriesHandler {
  private static final long MOST_WAIT_SECONDS = 1;
  private static final Warning OBSERVE_MODE = new Warning("observe_mode", 0);

  private final Effect effect;
  private final EntryStore store;
  private final EntryForm form;
  private final Function<Revision, Future<Void>> applied;
  private final BooleanSupplier observe;

  /**
   * @param applied completes once this node has applied a revision
   * @param observe whether this node only notes what it would block
   */
  EntriesHandler(
      Effect effect,
      EntryStore store,
      EntryForm form,
      Function<Revision, Future<Void>> applied,
      BooleanSupplier observe) {
    this.effect = effect;
    this.store = store;
    this.form = form;
    this.applied = applied;
    this.observe = observe;
  }

  Future<Answer> create(ApiCall call) {
    Caller caller = call.caller();
    EntryDraft draft = form.draft(effect, caller, call.body());
    return store
        .put(caller.organisation(), draft, caller.actor())
        .map(write -> observe.getAsBoolean() ? write.warning(OBSERVE_MODE) : write)
        .compose(write -> onceApplied(write).map(this::written));
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
                store.lift(
                    caller.organisation(),
                    effect,
                    call.number("id"),
                    call.text("reason"),
                    caller.actor()))
        .map(lifted -> there(lifted, call))
        .compose(this::onceApplied)
        .map(write -> Answer.nothing());
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

  /** What was written is in force here, or a second has passed: the write stands either way. */
  private Future<EntryWrite> onceApplied(EntryWrite write) {
    return Future.succeededFuture(write.revision())
        .compose(applied)
        .timeout(MOST_WAIT_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .map(in -> write);
  }

  private Answer written(EntryWrite write) {
    int status = write.outcome() == Outcome.CREATED ? 201 : 200;
    return Answer.json(status, EntryJson.of(write))
        .with("ETag", EntityTag.of(write.entry().revision()))
        .with("Location", "/v1/" + effect.word() + "s/" + write.entry().id());
  }
}
