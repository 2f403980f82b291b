package io.ringfence.call;

import io.ringfence.domain.Decision;
import io.ringfence.domain.Reason;
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
  private final Acts acts;
  private final LoopMark loop;
  private final CallMetrics metrics;
  private final Once once = new Once();
  private final OncePerMinute undecodable = new OncePerMinute();
  private final Promise<Void> ended = Promise.promise();

  /** Deliveries, and one more until the end. */
  private final AtomicInteger underWay = new AtomicInteger(1);

  /** What can be done with a delivery. */
  record Acts(Rejection rejection, Forwarding forwarding, Messages messages) {}

  CallFlow(Door door, Judge judge, Acts acts, LoopMark loop, CallMetrics metrics) {
    this.door = door;
    this.judge = judge;
    this.acts = acts;
    this.loop = loop;
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
    if (loop.isOn(webhook.headers())) {
      return refuse(Answer.Refusal.LOOP);
    }
    Accounts.Ready account = ((Door.Admitted) admission).account();
    WebhookEvent event = webhook.event();
    if (event instanceof WebhookEvent.Incoming call) {
      return once.run(key(account, call, webhook), () -> act(account, call, webhook));
    }
    if (event instanceof WebhookEvent.Message message) {
      return once.run(key(account, message), () -> acts.messages().act(account, message, webhook));
    }
    return passOn(account, event, webhook);
  }

  private Future<Answer> act(Accounts.Ready account, WebhookEvent.Incoming call, Webhook webhook) {
    Gated gated = judge.judge(account, call);
    if (gated == null) {
      return acts.forwarding().forward((Routes.Route) null, webhook);
    }
    if (gated.decision() instanceof Decision.Forward) {
      return acts.forwarding().forward(gated, webhook);
    }
    if (gated.decision().reason() == Reason.UNLOADED) {
      return refuse(Answer.Refusal.NOT_LOADED);
    }
    return webhook.texml()
        ? Future.succeededFuture(acts.rejection().instruct(gated))
        : acts.rejection().reject(gated, webhook.deadline());
  }

  /** What is not an inbound call goes to the application as it is, unless we rejected its call. */
  private Future<Answer> passOn(Accounts.Ready account, WebhookEvent event, Webhook webhook) {
    if (event instanceof WebhookEvent.Other other) {
      boolean ours = acts.rejection().wasOurs(account, other);
      metrics.event(ours ? "of_rejected_call" : "other");
      return ours
          ? Future.succeededFuture(new Answer.Done("of_rejected_call", false))
          : acts.forwarding().forward(judge.line(account, other), webhook);
    }
    if (event instanceof WebhookEvent.Undecodable unnamed) {
      metrics.event("undecodable");
      undecodable.run(() -> LOG.warn("a signed webhook names no call: forwarded as it is"));
      return acts.forwarding().forward(judge.line(account, unnamed.parties()), webhook);
    }
    return refuse(
        event instanceof WebhookEvent.NotForm ? Answer.Refusal.NOT_FORM : Answer.Refusal.NOT_JSON);
  }

  /** One account's events never meet another's, nor a request for TeXML an event. */
  private static String key(Accounts.Ready account, WebhookEvent.Incoming call, Webhook webhook) {
    String event = call.eventId() == null ? call.callControlId() : call.eventId();
    return account.account().slug() + (webhook.texml() ? "/texml/" : "/") + event;
  }

  private static String key(Accounts.Ready account, WebhookEvent.Message message) {
    String event = message.eventId() == null ? message.messageId() : message.eventId();
    return account.account().slug() + "/message/" + event;
  }

  private static Future<Answer> refuse(Answer.Refusal refusal) {
    return Future.succeededFuture(new Answer.Refused(refusal));
  }
}
