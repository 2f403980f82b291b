package io.ringfence.call;

import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CallRecord.Outcome;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives webhooks to the line's voice application and says what came back. */
public final class Forwarding {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
  private static final Answer NO_UPSTREAM = new Answer.Done("no_upstream", false);

  private final Upstream upstream;
  private final InstantSource clock;
  private final Consumer<CallRecord> records;
  private final CallMetrics metrics;
  private final OncePerMinute unanswered = new OncePerMinute();

  Forwarding(
      Upstream upstream, InstantSource clock, Consumer<CallRecord> records, CallMetrics metrics) {
    this.upstream = upstream;
    this.clock = clock;
    this.records = records;
    this.metrics = metrics;
  }

  /** An allowed call. */
  Future<Answer> forward(Gated call, Webhook webhook) {
    return forward(call.route(), webhook)
        .onSuccess(
            answer ->
                records.accept(call.record(clock.instant(), outcome(answer), detail(answer))));
  }

  /** Anything else that came in on a line. */
  Future<Answer> forward(Routes.Route route, Webhook webhook) {
    String address = route == null ? null : route.line().upstream();
    if (address == null) {
      return Future.succeededFuture(NO_UPSTREAM);
    }
    long began = System.nanoTime();
    return upstream
        .forward(address, webhook, route.anywhere())
        .<Answer>map(answer -> answer)
        .otherwise(
            failure -> {
              unanswered.run(() -> LOG.warn("an upstream did not answer: {}", failure.toString()));
              return new Answer.Refused(Answer.Refusal.UPSTREAM_FAILED);
            })
        .onSuccess(answer -> metrics.forwarded(answer.outcome(), System.nanoTime() - began));
  }

  private static Outcome outcome(Answer answer) {
    if (answer instanceof Answer.Relayed) {
      return Outcome.FORWARDED;
    }
    return answer == NO_UPSTREAM ? Outcome.NO_UPSTREAM : Outcome.UPSTREAM_FAILED;
  }

  private static String detail(Answer answer) {
    return answer instanceof Answer.Relayed relayed ? Integer.toString(relayed.status()) : null;
  }
}
