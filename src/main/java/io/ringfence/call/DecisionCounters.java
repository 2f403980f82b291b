package io.ringfence.call;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Reason;
import java.util.EnumMap;
import java.util.Map;

/** Decisions of one kind, by what they are and by the step that made them. */
final class DecisionCounters {
  private final MeterRegistry registry;
  private final String name;
  private final String what;
  private final Map<Reason, Counter> rejects = new EnumMap<>(Reason.class);
  private final Map<Reason, Counter> forwards = new EnumMap<>(Reason.class);
  private final Map<Reason, Counter> observed = new EnumMap<>(Reason.class);

  DecisionCounters(MeterRegistry registry, String name, String what) {
    this.registry = registry;
    this.name = name;
    this.what = what;
    for (Reason reason : Reason.values()) {
      if (reason.isOfChecksOnly()) {
        continue;
      }
      if (reason.isAgainst()) {
        rejects.put(reason, counter("reject", reason));
        observed.put(reason, counter("would_reject", reason));
      } else {
        forwards.put(reason, counter("forward", reason));
      }
    }
    rejects.put(Reason.UNLOADED, counter("unavailable", Reason.UNLOADED));
  }

  void count(Decision decided) {
    Map<Reason, Counter> of =
        decided instanceof Decision.Forward forward
            ? forward.observed() ? observed : forwards
            : rejects;
    of.get(decided.reason()).increment();
  }

  private Counter counter(String outcome, Reason reason) {
    return Counter.builder(name)
        .description(what)
        .tag("outcome", outcome)
        .tag("reason", reason.word())
        .register(registry);
  }
}
