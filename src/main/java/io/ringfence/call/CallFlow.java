package io.ringfence.call;

import io.ringfence.domain.Decision;
import io.ringfence.domain.Reason;
import io.ringfence.telnyx.EventDecoder;
import io.ringfence.telnyx.WebhookEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main path: one webhook from its bytes to its answer. Verify, decode, de-duplicate, judge,
 * act; acting records. One instance serves all event loops.
 */
public final class CallFlow {
  private static final Logger LOG = LoggerFactory.getLogger(CallFlow.class);

  private final Door door;
  private final Judge judge;
  private final Rejection rejection;
  private final Forwarding forwarding;
  private final CallMetrics metrics;
  private final Once once = new Once();
  private final OncePerMinute undecodable = new OncePerMinute();
  private final Promise<Void> ended = Promise.promise();

  /** Deliveries, and one more until the end. */
  private final AtomicInteger underWay = new AtomicInteger(1);

  CallFlow(
      Door door, Judge judge, Rejection rejection, Forwarding forwarding, CallMetrics metrics) {
    this.door = door;
    this.judge = judge;
    this.rejection = rejection;
    this.forwarding = forwarding;
    this.metrics = metrics;
  }

  /** Fails only for a fault of this program: what goes wrong is an {@link Answer.Refused}. */
  public Future<Answer> handle(Webhook webhook) {
    underWay.incrementAndGet();
    return Future.succeededFuture(webhook).compose(this::answer).onComplete(done -> leave());
  }

  /** Completes when every delivery is answered and recorded; to be asked once, after the last. */
  Future<Void> ended() {
    leave();
    return ended.future();
  }

  private void leave() {
    if (underWay.decrementAndGet() == 0) {
      ended.complete();
    }
  }

  private Future<Answer> answer(Webhook webhook) {
    Door.Admission admission = door.admit(webhook);
    if (admission instanceof Door.Turned turned) {
      return refuse(turned.why());
    }
    Accounts.Ready account = ((Door.Admitted) admission).account();
    WebhookEvent event = EventDecoder.decode(webhook.body());
    if (event instanceof WebhookEvent.Incoming call) {
      return once.run(key(account, call), () -> act(account, call, webhook));
    }
    if (event instanceof WebhookEvent.NotJson) {
      return refuse(Answer.Refusal.NOT_JSON);
    }
    return passOn(account, event, webhook);
  }

  private Future<Answer> act(Accounts.Ready account, WebhookEvent.Incoming call, Webhook webhook) {
    Gated gated = judge.judge(account, call);
    if (gated == null) {
      return forwarding.forward((Routes.Route) null, webhook);
    }
    if (gated.decision() instanceof Decision.Forward) {
      return forwarding.forward(gated, webhook);
    }
    return gated.decision().reason() == Reason.UNLOADED
        ? refuse(Answer.Refusal.NOT_LOADED)
        : rejection.reject(gated, webhook.deadline());
  }

  /** What is not an inbound call goes to the application as it is, unless we rejected its call. */
  private Future<Answer> passOn(Accounts.Ready account, WebhookEvent event, Webhook webhook) {
    if (event instanceof WebhookEvent.Other other && rejection.wasOurs(account, other)) {
      metrics.event("of_rejected_call");
      return Future.succeededFuture(new Answer.Done("of_rejected_call", false));
    }
    if (event instanceof WebhookEvent.Undecodable) {
      metrics.event("undecodable");
      undecodable.run(() -> LOG.warn("a signed webhook names no call: forwarded as it is"));
    } else {
      metrics.event("other");
    }
    return forwarding.forward(judge.catchAll(account), webhook);
  }

  private static String key(Accounts.Ready account, WebhookEvent.Incoming call) {
    String event = call.eventId() == null ? call.callControlId() : call.eventId();
    return account.account().slug() + '/' + event;
  }

  private static Future<Answer> refuse(Answer.Refusal refusal) {
    return Future.succeededFuture(new Answer.Refused(refusal));
  }
}
