package io.ringfence.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Reason;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts checks by what became of them, why, and on which channel. */
final class CheckMetrics {
  private final MeterRegistry registry;
  private final Map<Channel, Map<Reason, Counter>> blocked = byChannel();
  private final Map<Channel, Map<Reason, Counter>> observed = byChannel();
  private final Map<Channel, Map<Reason, Counter>> passed = byChannel();

  CheckMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  private static Map<Channel, Map<Reason, Counter>> byChannel() {
    Map<Channel, Map<Reason, Counter>> counters = new EnumMap<>(Channel.class);
    for (Channel channel : Channel.values()) {
      counters.put(channel, new ConcurrentHashMap<>());
    }
    return counters;
  }

  void checked(Verdict verdict, JsonObject asked) {
    Decision decision = verdict.decision();
    Channel channel = verdict.sender() == null ? Sender.channel(asked) : verdict.sender().channel();
    if (decision instanceof Decision.Forward forward) {
      if (forward.observed()) {
        count(observed, "would_block", channel, decision.reason());
      } else {
        count(passed, "pass", channel, decision.reason());
      }
    } else {
      count(blocked, "block", channel, decision.reason());
    }
  }

  private void count(
      Map<Channel, Map<Reason, Counter>> of, String outcome, Channel channel, Reason reason) {
    of.get(channel)
        .computeIfAbsent(
            reason,
            first ->
                Counter.builder("ringfence.checks")
                    .description("Checks by outcome, by the step that decided, and by channel")
                    .tag("outcome", outcome)
                    .tag("reason", reason.word())
                    .tag("channel", channel.word())
                    .register(registry))
        .increment();
  }
}
