package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.domain.Kind;
import io.ringfence.domain.MessageRecord.Sender;
import io.ringfence.domain.Organisation;
import io.ringfence.number.BanValue;
import io.ringfence.store.MessageFilter;
import io.ringfence.store.MessageStore;
import io.ringfence.store.RecordedMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Messages that were blocked, or would have been. */
final class MessageActions implements Actions {
  private final MessageStore store;
  private final EntryValues values;
  private final InstantSource clock;

  MessageActions(ApiServer.Given given) {
    this.store = new MessageStore(given.database());
    this.values = new EntryValues(new BanValue(given.numbering()));
    this.clock = given.clock();
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listMessages", this::list);
    actions.put("getMessage", this::find);
  }

  private Future<Answer> list(ApiCall call) {
    Organisation organisation = call.caller().organisation();
    MessageFilter filter = filter(call);
    PageCursor cursor = new PageCursor(organisation, filter.toString());
    int limit = (int) call.number("limit");
    return store
        .list(organisation, filter, cursor.place(call.text("cursor")), limit, clock.instant())
        .map(page -> Pages.of(page, cursor, MessageActions::json));
  }

  private Future<Answer> find(ApiCall call) {
    String id = call.text("id");
    return found(store, call.caller().organisation(), id)
        .map(
            found ->
                found.orElseThrow(
                    () -> new Refusal(Problem.notFound("There is no message " + id + "."))))
        .map(one -> Answer.json(200, json(one)));
  }

  /** The message of an id, if it is one and there is one. */
  static Future<Optional<RecordedMessage>> found(MessageStore store, Organisation of, String id) {
    return MessageId.parse(id)
        .map(one -> store.find(of, one.day(), one.key()))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private MessageFilter filter(ApiCall call) {
    return new MessageFilter(
        new Sender(
            value(call, Kind.VISITOR_ID),
            call.text("external_id"),
            value(call, Kind.IP),
            value(call, Kind.EMAIL),
            value(call, Kind.PHONE),
            value(call, Kind.COUNTRY)),
        call.text("message_id"),
        call.text("conversation_id"),
        call.text("channel"),
        call.text("action"),
        call.text("reason"),
        (Long) call.parameters().get("entry"),
        (Boolean) call.parameters().get("observed"),
        QueryTime.of(call, "since"),
        QueryTime.of(call, "until"));
  }

  private String value(ApiCall call, Kind kind) {
    String raw = call.text(kind.word());
    if (raw == null) {
      return null;
    }
    Read read = values.read(kind, raw, call.caller().organisation().region());
    if (read instanceof NotUnderstood not) {
      throw Refusal.invalid("/query/" + kind.word(), not.detail());
    }
    return ((Understood) read).canonical();
  }

  private static JsonObject json(RecordedMessage one) {
    Sender sender = one.sender();
    JsonArray bans = new JsonArray();
    Bannable.sender(one).values().forEach(ban -> bans.add(ban.json()));
    return new JsonObject()
        .put("id", MessageId.of(one).text())
        .put("at", EntryJson.time(one.decidedAt()))
        .put("channel", one.channel())
        .put("action", one.action())
        .put("visitor_id", sender.visitorId())
        .put("external_id", sender.externalId())
        .put("ip", sender.ip())
        .put("email", sender.email())
        .put("phone", sender.phone())
        .put("country", sender.country())
        .put("message_id", one.messageId())
        .put("conversation_id", one.conversationId())
        .put("reason", one.reason())
        .put("entry", one.entry() == 0 ? null : Long.valueOf(one.entry()))
        .put("observed", one.observed())
        .put("bans", bans);
  }
}
