package io.ringfence.telnyx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringfence.telnyx.WebhookEvent.Incoming;
import io.ringfence.telnyx.WebhookEvent.Parties;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** The members of a call's or message's payload that the gateway reads, as they come along. */
final class Payload {
  String callControlId;
  String clientState;
  String direction;
  String id;
  private String callSessionId;
  private String callLegId;
  private String connectionId;
  private String from;
  private String to;
  private String attestation;
  private Boolean attestationValidated;
  private String screeningResult;
  private String callingPartyType;
  private String priority;

  /** Reads the value that the parser stands at; anything but an object is an empty payload. */
  static Payload read(JsonParser parser) throws IOException {
    Payload payload = new Payload();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return payload;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      payload.take(name, parser);
    }
    return payload;
  }

  private void take(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "call_control_id" -> callControlId = Members.text(parser);
      case "call_session_id" -> callSessionId = Members.text(parser);
      case "call_leg_id" -> callLegId = Members.text(parser);
      case "connection_id" -> connectionId = Members.text(parser);
      case "client_state" -> clientState = Members.text(parser);
      case "id" -> id = Members.text(parser);
      case "direction" -> direction = Members.text(parser);
      case "from" -> from = Members.party(parser);
      case "to" -> to = Members.party(parser);
      case "shaken_stir_attestation" -> attestation = attestation(Members.text(parser));
      case "shaken_stir_validated" -> attestationValidated = Members.truth(parser);
      case "call_screening_result" -> screeningResult = word(Members.text(parser));
      case "calling_party_type" -> callingPartyType = Members.text(parser);
      case "sip_headers" -> priority = Members.header(parser, "Priority");
      default -> parser.skipChildren();
    }
  }

  /** Its vocabulary is not documented: in one case, and nothing is null. */
  private static String word(String text) {
    return text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
  }

  static String attestation(String text) {
    String letter = text == null ? "" : text.toUpperCase(Locale.ROOT);
    return switch (letter) {
      case "A", "B", "C" -> letter;
      default -> null;
    };
  }

  Parties parties() {
    return new Parties(from, to, connectionId);
  }

  Incoming incoming(String eventId, Instant occurredAt) {
    return new Incoming(
        eventId,
        callControlId,
        callSessionId,
        callLegId,
        connectionId,
        from,
        to,
        attestation,
        attestationValidated,
        screeningResult,
        callingPartyType,
        priority,
        clientState,
        occurredAt);
  }
}
