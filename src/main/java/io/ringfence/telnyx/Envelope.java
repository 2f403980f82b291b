package io.ringfence.telnyx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringfence.telnyx.WebhookEvent.Message;
import io.ringfence.telnyx.WebhookEvent.Other;
import io.ringfence.telnyx.WebhookEvent.Undecodable;
import java.io.IOException;

/**
 * What stands around an event's payload. Version 2 of the API has it in {@code data}, version 1 at
 * the top.
 */
final class Envelope {
  private String type;
  private String id;
  private String at;
  private Payload payload = new Payload();
  private Envelope data;

  private Envelope() {}

  /** Reads the object that the parser stands at, to its end. */
  static Envelope read(JsonParser parser) throws IOException {
    Envelope top = new Envelope();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!name.equals("data")) {
        top.take(name, parser);
      } else if (value == JsonToken.START_OBJECT) {
        top.data = readData(parser);
      } else {
        top.data = null;
        parser.skipChildren();
      }
    }
    return top.data == null ? top : top.data;
  }

  private static Envelope readData(JsonParser parser) throws IOException {
    Envelope data = new Envelope();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      data.take(name, parser);
    }
    return data;
  }

  private void take(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "event_type" -> type = Members.text(parser);
      case "id" -> id = Members.text(parser);
      case "occurred_at", "created_at" -> at = Members.text(parser);
      case "payload" -> payload = Payload.read(parser);
      default -> parser.skipChildren();
    }
  }

  WebhookEvent event() {
    boolean initiated = "call.initiated".equals(type) || "call_initiated".equals(type);
    if (!initiated || !"incoming".equalsIgnoreCase(payload.direction)) {
      return other();
    }
    if (payload.callControlId == null || payload.callControlId.isBlank()) {
      return new Undecodable("an incoming call without call_control_id", payload.parties());
    }
    return payload.incoming(id, EventTime.parse(at));
  }

  private WebhookEvent other() {
    Other other =
        new Other(
            type,
            id,
            payload.callControlId,
            payload.clientState,
            payload.direction,
            payload.parties());
    boolean received = "message.received".equals(type) || "message_received".equals(type);
    return received && !other.isOutgoing()
        ? new Message(id, payload.id, other.parties(), EventTime.parse(at))
        : other;
  }
}
