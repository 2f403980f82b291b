package io.ringfence.call;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Decision;
import io.ringfence.telnyx.CommandOutcome;
import io.ringfence.telnyx.WebhookSignature;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the main path counts. Every meter is made at start: counting is an addition. */
public final class CallMetrics {
  private final MeterRegistry registry;
  private final DecisionCounters calls;
  private final DecisionCounters messages;
  private final Map<UpstreamFailed.Why, Counter> failures = new EnumMap<>(UpstreamFailed.Why.class);
  private final Map<WebhookSignature.Verdict, Counter> verdicts =
      new EnumMap<>(WebhookSignature.Verdict.class);
  private final Timer decision;
  private final Timer verify;
  private final Timer command;
  private final Timer upstream;

  public CallMetrics(MeterRegistry registry) {
    this.registry = registry;
    calls =
        new DecisionCounters(
            registry,
            "ringfence.decisions",
            "Inbound calls by decision and by the step that decided");
    messages =
        new DecisionCounters(
            registry,
            "ringfence.messages",
            "Inbound text messages by decision and by the step that decided");
    for (UpstreamFailed.Why why : UpstreamFailed.Why.values()) {
      failures.put(
          why,
          Counter.builder("ringfence.upstream.failures")
              .description("Webhooks that a voice application gave no answer to, by why")
              .tag("reason", why.word())
              .register(registry));
    }
    for (WebhookSignature.Verdict verdict : WebhookSignature.Verdict.values()) {
      verdicts.put(
          verdict,
          Counter.builder("ringfence.signatures")
              .description("Webhook signatures by what their check found")
              .tag("verdict", verdict.name().toLowerCase(java.util.Locale.ROOT))
              .register(registry));
    }
    decision = timer("ringfence.decision", "Reading the caller and deciding", 1_000, 1_000_000);
    verify = timer("ringfence.verify", "Checking a signature", 10_000, 10_000_000);
    command = timer("ringfence.command", "Reject command until its final answer", 1_000_000, 2e9);
    upstream = timer("ringfence.upstream", "Forwarding until the whole answer", 1_000_000, 3e10);
  }

  void verified(WebhookSignature.Verdict verdict, long nanos) {
    verdicts.get(verdict).increment();
    verify.record(nanos, TimeUnit.NANOSECONDS);
  }

  void decided(Channel channel, Decision decided, long nanos) {
    decision.record(nanos, TimeUnit.NANOSECONDS);
    (channel == Channel.SMS ? messages : calls).count(decided);
  }

  void upstreamFailed(UpstreamFailed.Why why) {
    failures.get(why).increment();
  }

  void commanded(CommandOutcome outcome) {
    command.record(outcome.effort().nanos(), TimeUnit.NANOSECONDS);
    Counter.builder("ringfence.commands")
        .description("Reject commands by what Telnyx answered in the end")
        .tag("outcome", word(outcome))
        .register(registry)
        .increment();
  }

  private static String word(CommandOutcome outcome) {
    if (outcome instanceof CommandOutcome.Accepted) {
      return "accepted";
    }
    if (outcome instanceof CommandOutcome.AlreadyEnded) {
      return "already_ended";
    }
    return outcome instanceof CommandOutcome.Permanent ? "permanent_failure" : "transient_failure";
  }

  void forwarded(String outcome, long nanos) {
    upstream.record(nanos, TimeUnit.NANOSECONDS);
    Counter.builder("ringfence.upstream.requests")
        .description("Webhooks given to voice applications")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  void event(String what) {
    Counter.builder("ringfence.events")
        .description("Webhooks that are not an inbound call")
        .tag("what", what)
        .register(registry)
        .increment();
  }

  private Timer timer(String name, String what, double leastNanos, double mostNanos) {
    return Timer.builder(name)
        .description(what)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos((long) leastNanos))
        .maximumExpectedValue(Duration.ofNanos((long) mostNanos))
        .register(registry);
  }
}
