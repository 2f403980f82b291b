package io.ringfence.api;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryEdit;
import io.ringfence.domain.EntryEdit.Done;
import io.ringfence.domain.EntryEdit.Ended;
import io.ringfence.domain.EntryEdit.Stale;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.ringfence.domain.Permission;
import io.ringfence.domain.Precondition;
import io.ringfence.number.BanValue;
import io.ringfence.store.EntryStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** The bans, or the allows: one entry made, read, changed, lifted. */
final class EntryActions implements Actions {
  /** What says where, until when and how much in earnest an entry holds. */
  private static final Set<String> STRENGTH = Set.of("until", "channels", "observe");

  private final Effect effect;
  private final EntryStore store;
  private final ValueForm values;
  private final EntryForm form;
  private final FromRecord records;
  private final EntryList list;
  private final EntryWarnings warnings;

  EntryActions(Effect effect, ApiServer.Given given) {
    EntryValues read = new EntryValues(new BanValue(given.numbering()));
    this.effect = effect;
    this.store = new EntryStore(given.database());
    this.values = new ValueForm(given);
    this.form = new EntryForm(values, given.clock());
    this.records = new FromRecord(given.database());
    this.list = new EntryList(effect, store, read);
    this.warnings = new EntryWarnings(given.observe(), given.clock());
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    String name = effect == Effect.BAN ? "Ban" : "Allow";
    actions.put("create" + name, this::create);
    actions.put("get" + name, this::find);
    actions.put("change" + name, this::change);
    actions.put("lift" + name, this::lift);
    actions.put("list" + name + "s", list::answer);
  }

  private Future<Answer> create(ApiCall call) {
    return records
        .filled(call)
        .map(filled -> filled.raw(form.draft(effect, call.caller(), filled.body())))
        .compose(draft -> store.put(call.session(), draft))
        .map(write -> warnings.of(write, call.caller()))
        .map(this::created);
  }

  private Future<Answer> find(ApiCall call) {
    return entry(call)
        .map(
            entry ->
                Answer.json(200, EntryJson.of(entry)).with("ETag", EntityTag.of(entry.revision())));
  }

  private Future<Answer> change(ApiCall call) {
    JsonObject changes = form.changes(call.body());
    return mayChange(call, changes)
        .compose(
            may -> store.change(call.session(), effect, call.number("id"), changes, expected(call)))
        .map(edit -> warnings.of(done(edit, call), call.caller()))
        .map(write -> wrote(write, Answer.json(200, EntryJson.of(write))));
  }

  /** Else whoever may not make a wide ban could make one that is observed hold in earnest. */
  private Future<Void> mayChange(ApiCall call, JsonObject changes) {
    if (effect == Effect.ALLOW
        || call.caller().key().may(Permission.ADMIN)
        || Collections.disjoint(changes.fieldNames(), STRENGTH)) {
      return Future.succeededFuture();
    }
    // An entry keeps its value: what is read here cannot have changed by the time it is written.
    return entry(call).map(entry -> requireNarrow(entry, call));
  }

  private Void requireNarrow(Entry entry, ApiCall call) {
    if (values.isWide(entry.kind(), entry.value(), call.caller().organisation().region())) {
      throw new Refusal(Problem.forbidden("admin"));
    }
    return null;
  }

  private Future<Answer> lift(ApiCall call) {
    return store
        .lift(call.session(), effect, call.number("id"), call.text("reason"), expected(call))
        .map(edit -> done(edit, call))
        .map(write -> wrote(write, Answer.nothingOr(EntryJson.of(write.entry()))));
  }

  private static Precondition expected(ApiCall call) {
    return EntityTag.expected(call.text("If-Match"));
  }

  private EntryWrite done(EntryEdit edit, ApiCall call) {
    if (edit instanceof Done done) {
      return done.write();
    }
    if (edit instanceof Stale) {
      throw new Refusal(Problem.changed());
    }
    throw new Refusal(edit instanceof Ended ended ? ended(ended.entry()) : absent(call));
  }

  private Problem ended(Entry entry) {
    String how =
        entry.liftedAt() != null
            ? "was lifted at " + EntryJson.time(entry.liftedAt())
            : "ended at " + EntryJson.time(entry.until());
    return Problem.conflict(
        "This " + effect.word() + " " + how + " and stays as it was. Make a new one.");
  }

  private Future<Entry> entry(ApiCall call) {
    return store
        .find(call.caller().organisation(), effect, call.number("id"))
        .map(found -> found.orElseThrow(() -> new Refusal(absent(call))));
  }

  private Problem absent(ApiCall call) {
    return Problem.notFound("There is no " + effect.word() + " " + call.number("id") + ".");
  }

  private Answer created(EntryWrite write) {
    return wrote(write, Answer.json(EntryJson.status(write), EntryJson.of(write)))
        .with("Location", "/v1/" + effect.word() + "s/" + write.entry().id());
  }

  private static Answer wrote(EntryWrite write, Answer answer) {
    return answer
        .wrote(write.revision(), write.outcome() != Outcome.UNCHANGED)
        .with("ETag", EntityTag.of(write.entry().revision()));
  }
}
