package io.ringfence.telnyx;

import io.ringfence.telnyx.WebhookEvent.Incoming;
import io.ringfence.telnyx.WebhookEvent.NotForm;
import io.ringfence.telnyx.WebhookEvent.Other;
import io.ringfence.telnyx.WebhookEvent.Parties;
import io.ringfence.telnyx.WebhookEvent.Undecodable;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * TeXML: Telnyx asks what to do with a call, by a form or a query, and the answer is an XML
 * document.
 */
public final class Texml {
  public static final String CONTENT_TYPE = "application/xml";

  private static final Set<String> FIELDS =
      Set.of(
          "From",
          "To",
          "CallSid",
          "CallControlId",
          "ConnectionId",
          "CallStatus",
          "Direction",
          "CallingPartyType",
          "ShakenStirAttestation");

  /** Of a call that was let in before: its instructions are fetched again, or it is over. */
  private static final Set<String> LATER =
      Set.of(
          "in-progress",
          "answered",
          "completed",
          "busy",
          "failed",
          "no-answer",
          "canceled",
          "cancelled");

  private static final NotForm NOT_FORM = new NotForm();
  private static final Buffer BUSY = reject("busy");
  private static final Buffer REJECTED = reject("rejected");

  private Texml() {}

  /**
   * Reads a request for instructions. Never throws, whatever the bytes are. The first one of an
   * incoming call is {@link Incoming}: its {@code CallStatus} is {@code ringing}, or any that is
   * not known to come later. Its call_control_id is the {@code CallSid}; it has no event id.
   *
   * @param form the raw body of a POST, the raw query of a GET
   */
  public static WebhookEvent decode(Buffer form) {
    Map<String, String> fields = FormFields.read(form.getBytes(), FIELDS);
    if (fields == null) {
      return NOT_FORM;
    }
    Parties parties = new Parties(fields.get("From"), fields.get("To"), fields.get("ConnectionId"));
    String call = id(fields);
    Other other = new Other("texml", null, call, null, fields.get("Direction"), parties);
    if (other.isOutgoing() || LATER.contains(lower(fields.get("CallStatus")))) {
      return other;
    }
    return call == null
        ? new Undecodable("a request for TeXML without CallSid", parties)
        : incoming(call, fields, parties);
  }

  private static Incoming incoming(String call, Map<String, String> fields, Parties parties) {
    return new Incoming(
        null,
        call,
        null,
        null,
        parties.connectionId(),
        parties.from(),
        parties.to(),
        Payload.attestation(fields.get("ShakenStirAttestation")),
        null,
        null,
        fields.get("CallingPartyType"),
        null,
        null,
        null);
  }

  /**
   * The document that refuses a call.
   *
   * @param cause {@code USER_BUSY} or {@code CALL_REJECTED}
   */
  public static Buffer rejection(String cause) {
    return cause.equals("CALL_REJECTED") ? REJECTED : BUSY;
  }

  private static Buffer reject(String reason) {
    return Buffer.buffer(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Reject reason=\""
            + reason
            + "\"/></Response>");
  }

  private static String id(Map<String, String> fields) {
    String sid = fields.get("CallSid");
    String id = sid == null || sid.isBlank() ? fields.get("CallControlId") : sid;
    return id == null || id.isBlank() ? null : id;
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
