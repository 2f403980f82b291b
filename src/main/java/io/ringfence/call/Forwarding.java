package io.ringfence.call;

import io.ringfence.call.UpstreamFailed.Why;
import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CallRecord.Outcome;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives webhooks to the line's voice application and says what came back. */
final class Forwarding {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

  private final Upstream upstream;
  private final InstantSource clock;
  private final Consumer<CallRecord> records;
  private final CallMetrics metrics;
  private final Map<Why, OncePerMinute> failures = new EnumMap<>(Why.class);

  /**
   * What came of it.
   *
   * @param detail the upstream's status, or why there is none; null without an upstream
   */
  private record Handed(Answer answer, Outcome outcome, String detail) {}

  Forwarding(
      Upstream upstream, InstantSource clock, Consumer<CallRecord> records, CallMetrics metrics) {
    this.upstream = upstream;
    this.clock = clock;
    this.records = records;
    this.metrics = metrics;
    for (Why why : Why.values()) {
      failures.put(why, new OncePerMinute());
    }
  }

  /** An allowed call. */
  Future<Answer> forward(Gated call, Webhook webhook) {
    return hand(call.route(), webhook)
        .map(
            handed -> {
              records.accept(call.record(clock.instant(), handed.outcome(), handed.detail()));
              return handed.answer();
            });
  }

  /** Anything else that came in on a line. */
  Future<Answer> forward(Routes.Route route, Webhook webhook) {
    return hand(route, webhook).map(Handed::answer);
  }

  private Future<Handed> hand(Routes.Route route, Webhook webhook) {
    String address = route == null ? null : route.line().upstream();
    if (address == null) {
      return Future.succeededFuture(
          new Handed(withoutUpstream(webhook), Outcome.NO_UPSTREAM, null));
    }
    long began = System.nanoTime();
    return upstream
        .forward(address, webhook, route.anywhere())
        .map(answer -> new Handed(answer, Outcome.FORWARDED, Integer.toString(answer.status())))
        .otherwise(failure -> failed(route, (UpstreamFailed) failure))
        .onSuccess(
            handed -> metrics.forwarded(handed.answer().outcome(), System.nanoTime() - began));
  }

  /**
   * An event may go unanswered, its call stays as it is. Telnyx does with a call what TeXML says,
   * and no TeXML ends it: so let Telnyx ask at its failover address.
   */
  private static Answer withoutUpstream(Webhook webhook) {
    return webhook.texml()
        ? new Answer.Refused(Answer.Refusal.NO_UPSTREAM)
        : new Answer.Done("no_upstream", false);
  }

  private Handed failed(Routes.Route route, UpstreamFailed failure) {
    Why why = failure.why();
    metrics.upstreamFailed(why);
    failures
        .get(why)
        .run(
            () ->
                LOG.warn(
                    "the upstream of line {} at {} gave no answer, {}: {}",
                    route.line().publicId(),
                    host(route.line().upstream()),
                    why.word(),
                    failure.getMessage()));
    Answer.Refusal refusal =
        why == Why.BUSY ? Answer.Refusal.UPSTREAM_BUSY : Answer.Refusal.UPSTREAM_FAILED;
    return new Handed(new Answer.Refused(refusal), Outcome.UPSTREAM_FAILED, why.word());
  }

  /** Its path and query may hold a secret. */
  private static String host(String address) {
    try {
      return new URI(address).getHost();
    } catch (URISyntaxException none) {
      return "no address";
    }
  }
}
