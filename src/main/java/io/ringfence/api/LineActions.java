package io.ringfence.api;

import io.ringfence.domain.LineSettings;
import io.ringfence.domain.SettingsWrite;
import io.ringfence.store.Database;
import io.ringfence.store.LineStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** An organisation's lines. */
final class LineActions implements Actions {
  private static final String THING = "line";

  private final Database database;
  private final LineForm form;
  private final LineStore store = new LineStore();

  LineActions(Database database, LineForm form) {
    this.database = database;
    this.form = form;
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listLines", this::list);
    actions.put("createLine", this::create);
    actions.put("getLine", this::find);
    actions.put("changeLine", this::change);
    actions.put("deleteLine", this::delete);
  }

  private Future<Answer> list(ApiCall call) {
    String q = call.text("q");
    PageCursor cursor = new PageCursor(call.caller().organisation(), "lines " + q);
    int limit = (int) call.number("limit");
    return store
        .list(
            SettingsForm.reading(database, call), q, cursor.before(call.text("cursor")), limit + 1)
        .map(found -> Pages.of(found, limit, cursor, one -> one.line().id(), LineJson::of));
  }

  private Future<Answer> find(ApiCall call) {
    return store
        .find(SettingsForm.reading(database, call), call.text("id"))
        .map(found -> Answer.json(200, LineJson.of(there(found))));
  }

  private Future<Answer> create(ApiCall call) {
    return form.changes(call)
        .map(changes -> whole(changes, call))
        .compose(
            asked ->
                store.create(
                    SettingsForm.as(call, call.session()), asked, call.body().getString("account")))
        .map(write -> Settled.done(write, THING))
        .map(
            done ->
                Settled.answer(done, LineActions::written)
                    .with("Location", "/v1/lines/" + done.written().line().publicId()));
  }

  /** With what is not given as it is by itself. */
  private static JsonObject whole(JsonObject changes, ApiCall call) {
    JsonObject policies = OrganisationActions.withoutNulls(changes.getJsonObject("policies"));
    JsonObject whole = changes.put("policies", policies);
    if (whole.getBoolean("observe") == null) {
      whole.put("observe", false);
    }
    return whole.put("organisation_id", call.caller().organisation().id());
  }

  private Future<Answer> change(ApiCall call) {
    return form.changes(call)
        .compose(
            changes ->
                store.change(SettingsForm.as(call, call.session()), call.text("id"), changes))
        .map(LineActions::answer);
  }

  private Future<Answer> delete(ApiCall call) {
    return store
        .remove(SettingsForm.as(call, call.session()), call.text("id"))
        .map(LineActions::answer);
  }

  private static Answer answer(SettingsWrite<LineSettings> write) {
    return Settled.answer(Settled.done(write, THING), LineActions::written);
  }

  private static JsonObject written(LineSettings line) {
    JsonArray warnings = new JsonArray();
    if (line.bannedBy() != null) {
      warnings.add(new JsonObject().put("code", "number_banned").put("entry", line.bannedBy()));
    }
    return LineJson.of(line).put("warnings", warnings);
  }

  private static LineSettings there(Optional<LineSettings> found) {
    return found.orElseThrow(() -> new Refusal(Settled.absent(THING)));
  }
}
