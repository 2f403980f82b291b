package io.ringfence.call;

import io.ringfence.domain.Decision;
import io.ringfence.domain.Reason;
import io.ringfence.telnyx.WebhookEvent;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Text messages: one from a banned sender is kept from the application, every other is passed on.
 * There is nothing to command: Telnyx has the message already.
 */
final class Messages {
  private final Judge judge;
  private final Forwarding forwarding;
  private final InstantSource clock;
  private final Consumer<DecidedMessage> decided;

  /**
   * @param decided receives what is kept of each message; must not block
   */
  Messages(
      Judge judge, Forwarding forwarding, InstantSource clock, Consumer<DecidedMessage> decided) {
    this.judge = judge;
    this.forwarding = forwarding;
    this.clock = clock;
    this.decided = decided;
  }

  Future<Answer> act(Accounts.Ready account, WebhookEvent.Message message, Webhook webhook) {
    Judged judged = judge.judge(account, message);
    if (judged == null) {
      return forwarding.forward((Routes.Route) null, webhook);
    }
    if (judged.decision() instanceof Decision.Forward) {
      return forwarding.forward(judged.route(), webhook).onSuccess(passed -> keep(message, judged));
    }
    if (judged.decision().reason() == Reason.UNLOADED) {
      return Future.succeededFuture(new Answer.Refused(Answer.Refusal.NOT_LOADED));
    }
    keep(message, judged);
    return Future.succeededFuture(new Answer.Done("blocked", true));
  }

  private void keep(WebhookEvent.Message message, Judged judged) {
    decided.accept(DecidedMessage.of(message, judged, clock.instant()));
  }
}
