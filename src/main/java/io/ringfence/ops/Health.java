package io.ringfence.ops;

import io.ringfence.ban.NodeIndex;
import io.ringfence.config.GatewayConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether this node should get calls, and what ails it. Degraded is not unready: a node with an old
 * list is better than none.
 */
public final class Health {
  private final NodeIndex node;
  private final GatewayConfig.Calls rules;
  private final InstantSource clock;
  private final Instant started;
  private final List<Probe> probes;
  private final Map<String, Seen> seen = new HashMap<>();
  private volatile boolean stopping;

  private record Seen(boolean ok, Instant since) {}

  public Health(
      NodeIndex node, GatewayConfig.Calls rules, InstantSource clock, List<Probe> probes) {
    this.node = node;
    this.rules = rules;
    this.clock = clock;
    this.started = clock.instant();
    this.probes = List.copyOf(probes);
  }

  /** From now on not ready: calls are to go to another node. */
  public void stopping() {
    stopping = true;
  }

  /** Whether a load balancer should send calls here. */
  boolean ready() {
    if (stopping) {
      return false;
    }
    if (node.current() != null) {
      return true;
    }
    Duration waited = Duration.between(started, clock.instant());
    return rules.forwardUnloaded() && waited.compareTo(rules.unloadedGrace()) >= 0;
  }

  synchronized JsonObject report() {
    boolean ok = !stopping;
    JsonArray checks = new JsonArray();
    for (Probe probe : probes) {
      Probe.Finding finding = probe.look();
      ok &= finding.ok();
      checks.add(
          new JsonObject()
              .put("name", finding.name())
              .put("status", finding.ok() ? "ok" : "degraded")
              .put("since", since(finding).toString())
              .put("what_to_do", finding.whatToDo()));
    }
    return new JsonObject().put("status", ok ? "ok" : "degraded").put("checks", checks);
  }

  private Instant since(Probe.Finding finding) {
    Seen before = seen.get(finding.name());
    if (before == null || before.ok() != finding.ok()) {
      before = new Seen(finding.ok(), clock.instant());
      seen.put(finding.name(), before);
    }
    return before.since();
  }
}
