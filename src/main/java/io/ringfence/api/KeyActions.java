package io.ringfence.api;

import io.ringfence.domain.KeyDetails;
import io.ringfence.domain.KeyWrite;
import io.ringfence.domain.Permission;
import io.ringfence.store.KeyStore;
import io.ringfence.store.KeyStore.Status;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of an organisation: made, read, revoked. */
final class KeyActions implements Actions {
  private static final String CONFIRMED = "revoke";

  private final KeyStore store;
  private final KeyForm form;
  private final MessageDigest sha256 = KeyText.sha256();

  KeyActions(KeyStore store, InstantSource clock) {
    this.store = store;
    this.form = new KeyForm(clock);
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("createKey", this::create);
    actions.put("getKey", this::find);
    actions.put("listKeys", this::list);
    actions.put("revokeKey", this::revoke);
  }

  private Future<Answer> create(ApiCall call) {
    String text = KeyText.random();
    String hash = HexFormat.of().formatHex(KeyText.sha256(text, sha256));
    return store
        .make(call.session(), form.draft(call.caller(), call.body(), hash))
        .map(write -> created(write, text));
  }

  private Future<Answer> find(ApiCall call) {
    return store
        .find(call.caller().organisation(), call.text("id"))
        .map(found -> Answer.json(200, KeyJson.of(there(found, call))));
  }

  private Future<Answer> list(ApiCall call) {
    Status status = Status.valueOf(call.text("status").toUpperCase(Locale.ROOT));
    PageCursor cursor = new PageCursor(call.caller().organisation(), "keys " + status);
    int before = (int) Math.min(Integer.MAX_VALUE, cursor.before(call.text("cursor")));
    int limit = (int) call.number("limit");
    // One more than is shown tells whether there is a next page.
    return store
        .list(call.caller().organisation(), status, before, limit + 1)
        .map(found -> Pages.of(found, limit, cursor, KeyDetails::number, KeyJson::of));
  }

  private Future<Answer> revoke(ApiCall call) {
    boolean operator = call.caller().key().may(Permission.OPERATOR);
    boolean confirmed = CONFIRMED.equals(call.text("confirm"));
    return store
        .revoke(call.session(), call.text("id"), operator, confirmed)
        .map(write -> revoked(there(write, call)));
  }

  private static Answer revoked(KeyWrite write) {
    return switch (write.outcome()) {
      case CONFIGURED ->
          throw new Refusal(
              Problem.conflict(
                  "This key is the gateway's bootstrap.key: configure another, or none, and restart"
                      + " the nodes."));
      case NOT_YOURS -> throw new Refusal(Problem.operatorsOnly("revokes one that has it"));
      case LAST ->
          throw new Refusal(
              Problem.conflict(
                  "Without this key nobody has its permission admin, or operator, any more. Make"
                      + " another one first, or repeat with confirm=revoke."));
      default ->
          Answer.nothingOr(KeyJson.of(write.key()))
              .wrote(write.revision(), write.outcome() == KeyWrite.Outcome.REVOKED);
    };
  }

  private static Answer created(KeyWrite write, String text) {
    return Answer.json(201, KeyJson.of(write.key()).put("key", text))
        .wrote(write.revision(), true)
        .with("Location", "/v1/api-keys/" + write.key().id());
  }

  private static <T> T there(Optional<T> found, ApiCall call) {
    return found.orElseThrow(
        () -> new Refusal(Problem.notFound("There is no key " + call.text("id") + ".")));
  }
}
