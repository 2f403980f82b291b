package io.ringfence.api;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.ringfence.domain.EntryWrite.Warning;
import io.ringfence.number.BanValue;
import io.ringfence.store.EntryStore;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The bans, or the allows: one entry made, read, lifted. */
final class EntryActions implements Actions {
  static final Warning OBSERVE_MODE = new Warning("observe_mode", 0);

  private final Effect effect;
  private final EntryStore store;
  private final EntryForm form;
  private final FromRecord records;
  private final EntryList list;
  private final IntPredicate observe;

  EntryActions(Effect effect, ApiServer.Given given) {
    EntryValues values = new EntryValues(new BanValue(given.numbering()));
    this.effect = effect;
    this.store = new EntryStore(given.database());
    this.form = new EntryForm(values, given.clock());
    this.records = new FromRecord(given.database());
    this.list = new EntryList(effect, store, values);
    this.observe = given.observe();
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    String name = effect == Effect.BAN ? "Ban" : "Allow";
    actions.put("create" + name, this::create);
    actions.put("get" + name, this::find);
    actions.put("lift" + name, this::lift);
    actions.put("list" + name + "s", list::answer);
  }

  private Future<Answer> create(ApiCall call) {
    Caller caller = call.caller();
    return records
        .filled(call)
        .map(filled -> filled.raw(form.draft(effect, caller, filled.body())))
        .compose(draft -> store.put(call.session(), draft))
        .map(
            write -> observe.test(caller.organisation().id()) ? write.warning(OBSERVE_MODE) : write)
        .map(this::created);
  }

  private Future<Answer> find(ApiCall call) {
    return entry(call)
        .map(
            entry ->
                Answer.json(200, EntryJson.of(entry)).with("ETag", EntityTag.of(entry.revision())));
  }

  private Future<Answer> lift(ApiCall call) {
    return unchanged(call)
        .compose(as -> store.lift(call.session(), effect, call.number("id"), call.text("reason")))
        .map(lifted -> there(lifted, call))
        .map(EntryActions::lifted);
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

  private Answer created(EntryWrite write) {
    return wrote(write, Answer.json(EntryJson.status(write), EntryJson.of(write)))
        .with("Location", "/v1/" + effect.word() + "s/" + write.entry().id());
  }

  private static Answer lifted(EntryWrite write) {
    return wrote(write, Answer.nothingOr(EntryJson.of(write.entry())));
  }

  private static Answer wrote(EntryWrite write, Answer answer) {
    return answer
        .wrote(write.revision(), write.outcome() != Outcome.UNCHANGED)
        .with("ETag", EntityTag.of(write.entry().revision()));
  }
}
