package io.ringfence.telnyx;

import java.time.Instant;

/** What the body of a webhook says. Of its members any may be null unless stated otherwise. */
public sealed interface WebhookEvent {

  /**
   * An inbound call has arrived and waits for a command: the one event that is gated.
   *
   * @param eventId the same in every delivery of the event
   * @param callControlId opaque, never null: commands are addressed to it
   * @param fromRaw the caller as Telnyx wrote it, a number or a SIP URI; null if there was none
   * @param to the number or SIP URI that was dialled, as Telnyx wrote it
   * @param attestation {@code A}, {@code B} or {@code C}
   * @param attestationValidated whether the attestation's signature held
   * @param screeningResult Telnyx's opinion, {@code no_flag} if it has none of note
   * @param callingPartyType {@code pstn} or {@code sip}
   * @param priority the value of the SIP header {@code Priority}
   */
  record Incoming(
      String eventId,
      String callControlId,
      String callSessionId,
      String callLegId,
      String connectionId,
      String fromRaw,
      String to,
      String attestation,
      Boolean attestationValidated,
      String screeningResult,
      String callingPartyType,
      String priority,
      String clientState,
      Instant occurredAt)
      implements WebhookEvent {
    public Incoming {
      if (callControlId == null || callControlId.isBlank()) {
        throw new IllegalArgumentException("an incoming call has a call_control_id");
      }
    }
  }

  /**
   * A text or picture message has arrived. Telnyx has it already, so all that can be done is to
   * pass it on or not.
   *
   * @param eventId the same in every delivery of the event
   * @param messageId Telnyx's own id of the message
   * @param parties its sender, who may be a number, a short code or a name, and its recipient
   */
  record Message(String eventId, String messageId, Parties parties, Instant occurredAt)
      implements WebhookEvent {}

  /**
   * Any other event: answered, hung up, a leg that the application itself dialled, a message that
   * it sent.
   *
   * @param direction {@code incoming} or {@code outgoing} of a call, {@code inbound} or {@code
   *     outbound} of a message; many events do not say
   */
  record Other(
      String type,
      String eventId,
      String callControlId,
      String clientState,
      String direction,
      Parties parties)
      implements WebhookEvent {
    /** Whether the organisation's own number is where the call or message came from. */
    public boolean isOutgoing() {
      return direction != null && direction.toLowerCase(java.util.Locale.ROOT).startsWith("out");
    }
  }

  /**
   * An incoming call that no command could be addressed to.
   *
   * @param reason what is wrong with it, for the log; never null
   */
  record Undecodable(String reason, Parties parties) implements WebhookEvent {}

  /** The body is no JSON object in UTF-8, or one nested too deep to be an event. */
  record NotJson() implements WebhookEvent {}

  /** A request for TeXML is no form, or says two things at once. */
  record NotForm() implements WebhookEvent {}

  /**
   * Between whom an event is, as Telnyx wrote it: numbers or SIP URIs, and Telnyx's connection.
   *
   * @param to of several recipients the first
   */
  record Parties(String from, String to, String connectionId) {
    public static final Parties NONE = new Parties(null, null, null);
  }
}
