package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.AccountSettings;
import io.ringfence.domain.Permission;
import io.ringfence.domain.Secret;
import io.ringfence.domain.SettingsWrite;
import io.ringfence.secrets.Seals;
import io.ringfence.store.AccountStore;
import io.ringfence.store.AccountStore.Resealed;
import io.ringfence.store.Database;
import io.ringfence.store.Session;
import io.ringfence.telnyx.WebhookSignature;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Telnyx accounts: an organisation's own, and for the operator those that are shared. */
final class AccountActions implements Actions {
  private static final String THING = "account";
  private static final String TEXML = "texml";
  private static final int ID_LENGTH = 20;

  private final Database database;
  private final Seals seals;
  private final AccountStore store = new AccountStore();

  AccountActions(Database database, Seals seals) {
    this.database = database;
    this.seals = seals;
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listAccounts", this::list);
    actions.put("createAccount", this::create);
    actions.put("getAccount", this::find);
    actions.put("changeAccount", this::change);
    actions.put("deleteAccount", this::delete);
  }

  private Future<Answer> list(ApiCall call) {
    PageCursor cursor = new PageCursor(call.caller().organisation(), "accounts");
    int limit = (int) call.number("limit");
    return store
        .list(reading(call), cursor.before(call.text("cursor")), limit + 1)
        .map(found -> Pages.of(found, limit, cursor, AccountSettings::id, json(call)::of));
  }

  private Future<Answer> find(ApiCall call) {
    return store
        .find(reading(call), call.text("id"))
        .map(found -> Answer.json(200, json(call).of(there(found))));
  }

  private Future<Answer> create(ApiCall call) {
    JsonObject body = call.body();
    boolean shared = body.getBoolean("shared", false);
    if (shared && !isOperator(call)) {
      throw new Refusal(Problem.forbidden(Permission.OPERATOR.word()));
    }
    JsonObject asked = changes(body);
    boolean derived = asked.getString("slug") == null;
    if (derived) {
      String own = call.caller().organisation().slug();
      asked.put("slug", own.equals(TEXML) ? TEXML + "-account" : own);
    }
    String id = newId();
    asked.put("public_id", id);
    asked.put("organisation_id", shared ? null : call.caller().organisation().id());
    if (asked.getJsonArray("public_keys") == null) {
      asked.put("public_keys", new JsonArray());
    }
    return store
        .create(writing(call), asked, sealed(id, body.getString("api_key")), derived)
        .map(write -> answer(write, call).with("Location", "/v1/accounts/" + id));
  }

  private Future<Answer> change(ApiCall call) {
    String id = call.text("id");
    JsonObject body = call.body();
    JsonObject changes = changes(body);
    Resealed key =
        body.containsKey("api_key")
            ? new Resealed(true, sealed(id, body.getString("api_key")))
            : Resealed.NOT;
    return store.change(writing(call), id, changes, key).map(write -> answer(write, call));
  }

  private Future<Answer> delete(ApiCall call) {
    return store.remove(writing(call), call.text("id")).map(write -> answer(write, call));
  }

  private static Answer answer(SettingsWrite<AccountSettings> write, ApiCall call) {
    return Settled.answer(Settled.done(write, THING), json(call)::of);
  }

  private static AccountSettings there(Optional<AccountSettings> found) {
    return found.orElseThrow(() -> new Refusal(Settled.absent(THING)));
  }

  /** The members that are given, by the names of their columns; the API key is none of them. */
  private static JsonObject changes(JsonObject body) {
    List<Fault> faults = new ArrayList<>();
    JsonObject changes = new JsonObject();
    SettingsForm.copy(body, "slug", changes, "slug");
    SettingsForm.copy(body, "public_keys", changes, "public_keys");
    if (TEXML.equals(body.getString("slug"))) {
      faults.add(new Fault("/slug", "is the last part of the address that TeXML is asked at"));
    }
    JsonArray keys = body.getJsonArray("public_keys", new JsonArray());
    for (int i = 0; i < keys.size(); i++) {
      if (!WebhookSignature.isPublicKey(keys.getString(i))) {
        faults.add(
            new Fault(
                "/public_keys/" + i,
                "must be a public key from Telnyx's portal, the Base64 of 32 bytes"));
      }
    }
    SettingsForm.requireNone(faults);
    return changes;
  }

  private byte[] sealed(String account, String apiKey) {
    return apiKey == null ? null : seals.seal(new Secret(apiKey), account);
  }

  private static boolean isOperator(ApiCall call) {
    return call.caller().key().may(Permission.OPERATOR);
  }

  private static AccountJson json(ApiCall call) {
    return new AccountJson(isOperator(call));
  }

  private Session reading(ApiCall call) {
    return SettingsForm.as(call, SettingsForm.reading(database, call));
  }

  private static Session writing(ApiCall call) {
    return SettingsForm.as(call, call.session());
  }

  /** Made here, because the sealed key is bound to it. */
  private static String newId() {
    return "acc_" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
  }
}
