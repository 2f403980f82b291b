package io.ringfence.call;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.Reason;
import io.ringfence.telnyx.WebhookEvent;
import java.time.Instant;

/**
 * What is kept of a text message and its decision; its text never is.
 *
 * @param messageId Telnyx's own id, or null
 * @param sender the number it came from, or null: it came from a short code, a name or from nobody
 * @param entry the deciding entry's id, or 0
 * @param blocked whether it was kept from the application
 * @param observed whether it would have been, had nobody merely observed
 */
public record DecidedMessage(
    int organisationId,
    int lineId,
    String messageId,
    E164 sender,
    Instant decidedAt,
    Reason reason,
    long entry,
    boolean blocked,
    boolean observed) {

  static DecidedMessage of(WebhookEvent.Message message, Judged judged, Instant now) {
    Decision decision = judged.decision();
    return new DecidedMessage(
        judged.route().organisation().id(),
        judged.route().line().id(),
        Gated.kept(message.messageId()),
        judged.caller() instanceof CallerId.Known known ? known.number() : null,
        now,
        decision.reason(),
        decision.entry(),
        decision instanceof Decision.Reject,
        decision instanceof Decision.Forward forward && forward.observed());
  }
}
