package io.ringfence.records;

import io.ringfence.domain.Channel;
import io.ringfence.domain.MessageRecord;
import io.ringfence.domain.MessageRecord.Action;
import io.ringfence.domain.MessageRecord.Sender;
import io.ringfence.domain.Reason;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/** Of a message. */
public final class MessageCodec implements Codec<MessageRecord> {
  @Override
  public String write(MessageRecord one) {
    Sender sender = one.sender();
    return new JsonObject()
        .put("id", one.id().toString())
        .put("organisation", one.organisationId())
        .put("decided", one.decidedAt().toString())
        .put("channel", one.channel().word())
        .put("action", one.action().word())
        .put("visitor_id", sender.visitorId())
        .put("external_id", sender.externalId())
        .put("ip", sender.ip())
        .put("email", sender.email())
        .put("phone", sender.phone())
        .put("country", sender.country())
        .put("message", one.messageId())
        .put("conversation", one.conversationId())
        .put("reason", one.reason().name())
        .put("entry", one.entry())
        .put("blocked", one.blocked())
        .put("observed", one.observed())
        .encode();
  }

  @Override
  public MessageRecord read(String line) {
    JsonObject json = new JsonObject(line);
    return new MessageRecord(
        UUID.fromString(json.getString("id")),
        json.getInteger("organisation"),
        Instant.parse(json.getString("decided")),
        Channel.of(json.getString("channel")),
        Action.of(json.getString("action")),
        new Sender(
            json.getString("visitor_id"),
            json.getString("external_id"),
            json.getString("ip"),
            json.getString("email"),
            json.getString("phone"),
            json.getString("country")),
        json.getString("message"),
        json.getString("conversation"),
        Reason.valueOf(json.getString("reason")),
        json.getLong("entry"),
        json.getBoolean("blocked"),
        json.getBoolean("observed"));
  }
}
