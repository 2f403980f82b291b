package io.ringfence.standin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A text message as Telnyx would tell of it.
 *
 * @param eventId of {@code message.received}, the same in every delivery
 * @param from a number, a short code or a name; null leaves the member out
 */
public record SimulatedMessage(
    String eventId, String messageId, String from, String to, Instant receivedAt) {

  /** One that has just arrived. */
  public static SimulatedMessage begin(String from, String to, Instant now) {
    return new SimulatedMessage(
        UUID.randomUUID().toString(), UUID.randomUUID().toString(), from, to, now);
  }

  /**
   * The event that tells of it.
   *
   * @param attempt which delivery this is, from 1
   * @param deliveredTo the address it goes to
   */
  public Buffer received(int attempt, String deliveredTo) {
    return SimulatedCall.event("message.received", eventId, receivedAt, payload())
        .put("meta", new JsonObject().put("attempt", attempt).put("delivered_to", deliveredTo))
        .toBuffer();
  }

  private JsonObject payload() {
    JsonObject sender = new JsonObject().put("carrier", "").put("line_type", "Wireless");
    JsonObject recipient = new JsonObject().put("phone_number", to);
    return new JsonObject()
        .put("record_type", "message")
        .put("direction", "inbound")
        .put("id", messageId)
        .put("type", "SMS")
        .put("from", from == null ? sender : sender.put("phone_number", from))
        .put("to", new JsonArray().add(recipient.put("status", "webhook_delivered")))
        .put("text", "Hello")
        .put("received_at", receivedAt.toString());
  }
}
