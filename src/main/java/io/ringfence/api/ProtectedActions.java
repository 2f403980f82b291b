package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Protection;
import io.ringfence.domain.ProtectionWrite;
import io.ringfence.domain.ProtectionWrite.Outcome;
import io.ringfence.number.BanValue;
import io.ringfence.store.ProtectedStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** What may never be banned. */
final class ProtectedActions implements Actions {
  private final ProtectedStore store;
  private final EntryValues values;

  ProtectedActions(ApiServer.Given given) {
    this.store = new ProtectedStore(given.database());
    this.values = new EntryValues(new BanValue(given.numbering()));
  }

  /** What is wrong with the value of a ban. */
  static Fault fault(String protectedBy) {
    return new Fault("/value", notBanned(protectedBy));
  }

  static String notBanned(String protectedBy) {
    return "is protected, or lies in what is, by "
        + protectedBy
        + ", and cannot be banned; DELETE /v1/protected/"
        + protectedBy
        + " ends that";
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("protect", this::protect);
    actions.put("listProtected", this::list);
    actions.put("getProtected", this::find);
    actions.put("unprotect", this::unprotect);
  }

  private Future<Answer> protect(ApiCall call) {
    JsonObject body = call.body();
    Kind kind = Kind.of(body.getString("kind"));
    String raw = body.getString("value");
    String value = value(kind, raw, call.caller().organisation().region());
    return store
        .protect(call.session(), kind, value, raw, body.getString("reason").strip())
        .map(ProtectedActions::made);
  }

  private String value(Kind kind, String raw, String region) {
    if (kind == Kind.COUNTRY) {
      throw Refusal.invalid(
          "/kind",
          "cannot be country: nobody in it could be banned any more; an allow entry for it leaves"
              + " room for bans of single values");
    }
    Read read = values.read(kind, raw, region);
    if (read instanceof NotUnderstood not) {
      throw Refusal.invalid("/value", not.detail());
    }
    return ((Understood) read).canonical();
  }

  private static Answer made(ProtectionWrite write) {
    if (write.outcome() == Outcome.FULL) {
      throw new Refusal(
          Problem.conflict(
              "The organisation protects "
                  + ProtectedStore.MOST
                  + " values, which is the most; a prefix, a block or a domain protects many."));
    }
    JsonArray warnings = new JsonArray();
    if (write.bannedBy() != 0) {
      warnings.add(new JsonObject().put("code", "already_banned").put("entry", write.bannedBy()));
    }
    boolean created = write.outcome() == Outcome.CREATED;
    JsonObject json =
        json(write.protection())
            .put("outcome", created ? "created" : "unchanged")
            .put("warnings", warnings);
    return Answer.json(created ? 201 : 200, json)
        .wrote(write.revision(), created)
        .with("Location", "/v1/protected/" + write.protection().value().publicId());
  }

  private Future<Answer> list(ApiCall call) {
    PageCursor cursor = new PageCursor(call.caller().organisation(), "protected");
    int before = (int) Math.min(Integer.MAX_VALUE, cursor.before(call.text("cursor")));
    int limit = (int) call.number("limit");
    // One more than is shown tells whether there is a next page.
    return store
        .list(call.caller().organisation(), before, limit + 1)
        .map(
            found ->
                Pages.of(found, limit, cursor, one -> one.value().id(), ProtectedActions::json));
  }

  private Future<Answer> find(ApiCall call) {
    return store
        .find(call.caller().organisation(), call.text("id"))
        .map(found -> Answer.json(200, json(there(found, call))));
  }

  private Future<Answer> unprotect(ApiCall call) {
    return store
        .unprotect(call.session(), call.text("id"))
        .map(written -> there(written, call))
        .map(write -> Answer.nothingOr(json(write.protection())).wrote(write.revision(), true));
  }

  private static <T> T there(Optional<T> found, ApiCall call) {
    return found.orElseThrow(
        () ->
            new Refusal(Problem.notFound("There is no protected value " + call.text("id") + ".")));
  }

  private static JsonObject json(Protection protection) {
    return new JsonObject()
        .put("id", protection.value().publicId())
        .put("kind", protection.value().kind().word())
        .put("value", protection.value().value())
        .put("raw", protection.raw())
        .put("reason", protection.reason())
        .put("created_at", EntryJson.time(protection.createdAt()))
        .put("created_by", protection.createdBy());
  }
}
