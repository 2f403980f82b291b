package io.ringfence.api;

import io.ringfence.ban.Directory;
import io.ringfence.domain.E164;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.MessageRecord.Sender;
import io.ringfence.store.RecordedCall;
import io.ringfence.store.RecordedMessage;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an entry can be made of that a record has.
 *
 * @param value canonical
 * @param raw as it came in
 * @param context names the record, for the entry's history
 */
record Bannable(Kind kind, String value, String raw, JsonObject context) {

  /** The members of a new entry's body, but for the reason. */
  JsonObject json() {
    return new JsonObject().put("kind", kind.word()).put("value", value).put("context", context);
  }

  /** The caller of a call; null where {@link #obstacle} says why not. */
  static Bannable caller(RecordedCall call, Caller caller) {
    if (obstacle(call, caller) != null) {
      return null;
    }
    Line line = caller.index().directory().line(call.lineId());
    JsonObject context =
        new JsonObject()
            .put("call", CallId.of(call).text())
            .put("call_control_id", call.callControlId())
            .put("from", call.fromRaw())
            .put("to", call.to())
            .put("line", line == null ? null : line.publicId())
            .put("started_at", EntryJson.time(call.startedAt()));
    String raw = call.fromRaw() == null ? call.from() : call.fromRaw();
    return new Bannable(Kind.PHONE, call.from(), raw, given(context));
  }

  /** Why a call's caller cannot be banned, in a word; null if nothing is in the way. */
  static String obstacle(RecordedCall call, Caller caller) {
    if (call.from() == null) {
      return call.callerId();
    }
    Directory directory = caller.index().directory();
    E164 number = E164.parse(call.from());
    return directory.ownsNumber(caller.organisation().id(), number.digits()) ? "protected" : null;
  }

  /** A message's identifiers of which a ban can be made, the one that names a person best first. */
  static Map<Kind, Bannable> sender(RecordedMessage message) {
    JsonObject context =
        given(
            new JsonObject()
                .put("message", MessageId.of(message).text())
                .put("message_id", message.messageId())
                .put("conversation_id", message.conversationId())
                .put("channel", message.channel())
                .put("at", EntryJson.time(message.decidedAt())));
    Sender sender = message.sender();
    Map<Kind, Bannable> all = new LinkedHashMap<>();
    put(all, Kind.VISITOR_ID, sender.visitorId(), context);
    put(all, Kind.PHONE, sender.phone(), context);
    put(all, Kind.EMAIL, sender.email(), context);
    put(all, Kind.IP, sender.ip(), context);
    return all;
  }

  private static void put(Map<Kind, Bannable> all, Kind kind, String value, JsonObject context) {
    if (value != null) {
      all.put(kind, new Bannable(kind, value, value, context.copy()));
    }
  }

  private static JsonObject given(JsonObject context) {
    context.fieldNames().removeIf(name -> context.getValue(name) == null);
    return context;
  }
}
