package io.ringfence.api;

import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Kind;
import io.ringfence.domain.MessageRecord;
import io.ringfence.domain.MessageRecord.Action;
import io.ringfence.domain.MessageRecord.Sender;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Reason;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Hands on what checks decided, to be kept; waits for nothing. */
final class CheckRecords {
  private final Consumer<MessageRecord> messages;
  private final InstantSource clock;
  private final EntryValues values;

  CheckRecords(Consumer<MessageRecord> messages, InstantSource clock, EntryValues values) {
    this.messages = messages;
    this.clock = clock;
    this.values = values;
  }

  /**
   * What came of a check.
   *
   * @param entry the deciding entry's id, or 0
   */
  record Outcome(Reason reason, long entry, boolean blocked, boolean observed) {}

  /**
   * Notes a check, unless its body says {@code "record": false} or there is nothing to keep of it.
   *
   * @param phone the sender's number in canonical form, or null
   */
  void note(Organisation organisation, JsonObject body, String phone, Outcome outcome) {
    if (!body.getBoolean("record", true)) {
      return;
    }
    MessageRecord one =
        new MessageRecord(
            MessageRecord.newId(),
            organisation.id(),
            clock.instant(),
            Channel.of(body.getString("channel", Channel.CHAT.word())),
            Action.of(body.getString("action", Action.MESSAGE.word())),
            sender(organisation, body, phone),
            given(body, "message_id"),
            given(body, "conversation_id"),
            outcome.reason(),
            outcome.entry(),
            outcome.blocked(),
            outcome.observed());
    if (one.isKept() || one.isCounted()) {
      messages.accept(one);
    }
  }

  private Sender sender(Organisation organisation, JsonObject body, String phone) {
    return new Sender(
        understood(Kind.VISITOR_ID, body, organisation),
        given(body, "external_id"),
        understood(Kind.IP, body, organisation),
        understood(Kind.EMAIL, body, organisation),
        phone,
        understood(Kind.COUNTRY, body, organisation));
  }

  private String understood(Kind kind, JsonObject body, Organisation organisation) {
    String raw = given(body, kind.word());
    Read read = raw == null ? null : values.read(kind, raw, organisation.region());
    return read instanceof Understood value ? value.canonical() : null;
  }

  private static String given(JsonObject body, String name) {
    String text = body.getString(name);
    return text == null || text.isBlank() ? null : text;
  }
}
