package io.ringfence.standin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * A call as Telnyx would tell of it: its ids are fresh, its events have the members that captures
 * show.
 *
 * @param eventId of {@code call.initiated}, the same in every delivery
 * @param from the caller, in whatever form is to be tried; null leaves the member out
 * @param startedAt when the call began
 */
public record SimulatedCall(
    String eventId,
    String callControlId,
    String callLegId,
    String callSessionId,
    String connectionId,
    String from,
    String to,
    Instant startedAt) {

  /** The connection of every simulated call, a 64-bit number as text. */
  public static final String CONNECTION_ID = "1000000000000000001";

  /** A call that has just begun. */
  public static SimulatedCall begin(String from, String to, Instant now) {
    String random = Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes());
    return new SimulatedCall(
        UUID.randomUUID().toString(),
        "v3:" + random,
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        CONNECTION_ID,
        from,
        to,
        now);
  }

  /** The same call under another id. */
  public SimulatedCall withId(String otherCallControlId) {
    return new SimulatedCall(
        eventId, otherCallControlId, callLegId, callSessionId, connectionId, from, to, startedAt);
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[32];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }

  /**
   * The first event, which is gated.
   *
   * @param attempt which delivery this is, from 1
   * @param deliveredTo the address it goes to
   */
  public Buffer initiated(int attempt, String deliveredTo) {
    JsonObject payload =
        payload(null)
            .put("calling_party_type", "pstn")
            .put("caller_id_name", from)
            .put("state", "parked")
            .put("start_time", startedAt.toString());
    return event("call.initiated", eventId, startedAt, payload)
        .put("meta", new JsonObject().put("attempt", attempt).put("delivered_to", deliveredTo))
        .toBuffer();
  }

  /** The same event as version 1 of the API tells it. */
  public Buffer initiatedVersion1() {
    return new JsonObject()
        .put("record_type", "event")
        .put("event_type", "call_initiated")
        .put("id", eventId)
        .put("created_at", startedAt.toString())
        .put("payload", payload(null).put("state", "parked"))
        .toBuffer();
  }

  /**
   * The request for TeXML, as a form; the same text is the query of a GET.
   *
   * @param status {@code ringing} in the first one
   */
  public String texml(String status) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("From", from);
    fields.put("To", to);
    fields.put("CallSid", callControlId);
    fields.put("CallSidLegacy", callLegId);
    fields.put("AccountSid", callSessionId);
    fields.put("CallerId", from);
    fields.put("CallingPartyType", "pstn");
    fields.put("ConnectionId", connectionId);
    fields.put("CallStatus", status);
    return fields.entrySet().stream()
        .filter(field -> field.getValue() != null)
        .map(field -> field.getKey() + '=' + escaped(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * The last event, after a reject command.
   *
   * @param clientState what the command carried, or null
   */
  public Buffer hangup(String clientState, Instant now) {
    JsonObject payload =
        payload(clientState)
            .put("hangup_cause", "call_rejected")
            .put("hangup_source", "callee")
            .put("sip_hangup_cause", "603")
            .put("start_time", startedAt.toString())
            .put("end_time", now.toString());
    return event("call.hangup", UUID.randomUUID().toString(), now, payload).toBuffer();
  }

  private JsonObject payload(String clientState) {
    JsonObject payload =
        new JsonObject()
            .put("call_control_id", callControlId)
            .put("call_leg_id", callLegId)
            .put("call_session_id", callSessionId)
            .put("connection_id", connectionId)
            .put("client_state", clientState)
            .put("direction", "incoming")
            .put("to", to);
    return from == null ? payload : payload.put("from", from);
  }

  static JsonObject event(String type, String id, Instant at, JsonObject payload) {
    JsonObject data =
        new JsonObject()
            .put("record_type", "event")
            .put("event_type", type)
            .put("id", id)
            .put("occurred_at", at.toString())
            .put("payload", payload);
    return new JsonObject().put("data", data);
  }
}
