package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.OrganisationSettings;
import io.ringfence.store.Database;
import io.ringfence.store.OrganisationStore;
import io.ringfence.store.Remains;
import io.ringfence.store.Session;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Organisations: all of them for the operator, and its own for each. */
final class OrganisationActions implements Actions {
  private static final Logger LOG = LoggerFactory.getLogger(OrganisationActions.class);
  private static final String THING = "organisation";
  private static final String CONFIRMED = "delete";

  private final Database database;
  private final OrganisationStore store = new OrganisationStore();

  OrganisationActions(Database database) {
    this.database = database;
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listOrganisations", this::list);
    actions.put("createOrganisation", this::create);
    actions.put("getOrganisation", call -> find(call).map(OrganisationActions::shown));
    actions.put("changeOrganisation", this::change);
    actions.put("deleteOrganisation", this::delete);
    actions.put("getOwnOrganisation", this::own);
    actions.put("changeOwnOrganisation", this::changeOwn);
  }

  private Future<Answer> list(ApiCall call) {
    String q = call.text("q");
    PageCursor cursor = new PageCursor(call.caller().organisation(), "organisations " + q);
    int limit = (int) call.number("limit");
    return store
        .list(everywhere(call), q, cursor.before(call.text("cursor")), limit + 1)
        .map(found -> Pages.of(found, limit, cursor, OrganisationActions::id, SettingsJson::of));
  }

  private Future<Answer> create(ApiCall call) {
    JsonObject body = call.body();
    JsonObject asked = changes(body);
    boolean derived = asked.getString("slug") == null;
    if (derived) {
      asked.put("slug", SettingsForm.slug(asked.getString("name"), THING));
    }
    standard(asked, "default_region", "US");
    standard(asked, "observe", false);
    asked.put("policies", withoutNulls(body.getJsonObject("policies")));
    asked.remove("chat");
    asked.put("settings", new JsonObject().put("chat", withoutNulls(body.getJsonObject("chat"))));
    return store
        .create(call.session().everywhere(), asked, derived)
        .map(write -> Settled.done(write, THING))
        .map(
            done ->
                Settled.answer(done, SettingsJson::of)
                    .with(
                        "Location",
                        "/v1/organisations/" + done.written().organisation().publicId()));
  }

  private Future<Answer> change(ApiCall call) {
    JsonObject changes = changes(call.body());
    return find(call)
        .compose(there -> store.change(call.session().everywhere(), id(there), changes))
        .map(write -> Settled.answer(Settled.done(write, THING), SettingsJson::of));
  }

  private Future<Answer> delete(ApiCall call) {
    boolean confirmed = CONFIRMED.equals(call.text("confirm"));
    return find(call)
        .compose(there -> store.remove(call.session().everywhere(), id(there), confirmed))
        .map(write -> Settled.answer(Settled.done(write, THING), SettingsJson::of))
        .onSuccess(deleted -> liftRemains());
  }

  /** Of a long list; the answer does not wait, since it decides nothing any more. */
  private void liftRemains() {
    new Remains(database)
        .lift()
        .onFailure(later -> LOG.warn("entries are left to be lifted: {}", later.getMessage()));
  }

  private Future<Answer> own(ApiCall call) {
    Organisation own = call.caller().organisation();
    return store
        .find(SettingsForm.reading(database, call), own.publicId())
        .map(OrganisationActions::there)
        .map(OrganisationActions::shown);
  }

  private Future<Answer> changeOwn(ApiCall call) {
    return store
        .change(call.session(), call.caller().organisation().id(), changes(call.body()))
        .map(write -> Settled.answer(Settled.done(write, THING), SettingsJson::of));
  }

  private Future<OrganisationSettings> find(ApiCall call) {
    return store.find(everywhere(call), call.text("id")).map(OrganisationActions::there);
  }

  private Session everywhere(ApiCall call) {
    return SettingsForm.reading(database, call).everywhere();
  }

  private static OrganisationSettings there(Optional<OrganisationSettings> found) {
    return found.orElseThrow(() -> new Refusal(Settled.absent(THING)));
  }

  private static Answer shown(OrganisationSettings organisation) {
    return Answer.json(200, SettingsJson.of(organisation));
  }

  private static int id(OrganisationSettings there) {
    return there.organisation().id();
  }

  /** The members that are given, by the names of their columns. */
  private static JsonObject changes(JsonObject body) {
    List<Fault> faults = new ArrayList<>();
    JsonObject changes = new JsonObject();
    SettingsForm.copyName(body, changes);
    SettingsForm.copy(body, "slug", changes, "slug");
    SettingsForm.copyRegion(body, "default_region", changes, "default_region", faults);
    SettingsForm.copy(body, "observe", changes, "observe");
    SettingsForm.copy(body, "policies", changes, "policies");
    SettingsForm.copy(body, "chat", changes, "chat");
    SettingsForm.requireNone(faults);
    return changes;
  }

  private static void standard(JsonObject asked, String column, Object value) {
    if (asked.getValue(column) == null) {
      asked.put(column, value);
    }
  }

  static JsonObject withoutNulls(JsonObject settings) {
    JsonObject set = new JsonObject();
    if (settings != null) {
      settings.forEach(
          one -> {
            if (one.getValue() != null) {
              set.put(one.getKey(), one.getValue());
            }
          });
    }
    return set;
  }
}
