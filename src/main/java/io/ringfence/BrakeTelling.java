package io.ringfence;

import io.ringfence.domain.Freshness;
import io.ringfence.ops.Brake;
import io.ringfence.ops.BrakeStep;
import io.ringfence.store.BrakeAudit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what was done to the brake into the audit, in order, when there is a database. */
final class BrakeTelling {
  private static final Logger LOG = LoggerFactory.getLogger(BrakeTelling.class);

  private final Vertx vertx;
  private final Brake brake;
  private final BrakeAudit audit;
  private final String nodeId;
  private boolean telling;

  BrakeTelling(Vertx vertx, Brake brake, BrakeAudit audit, String nodeId) {
    this.vertx = vertx;
    this.brake = brake;
    this.audit = audit;
    this.nodeId = nodeId;
  }

  /** Called on one event loop, again and again. */
  void look(Freshness freshness) {
    List<BrakeStep> untold = brake.untold();
    if (telling || untold.isEmpty() || freshness != Freshness.LIVE) {
      return;
    }
    telling = true;
    Future<Void> told = Future.succeededFuture();
    for (BrakeStep step : untold) {
      told = told.compose(before -> tell(step));
    }
    told.onComplete(over -> telling = false)
        .onFailure(later -> LOG.warn("the audit was not told: {}", later.getMessage()));
  }

  private Future<Void> tell(BrakeStep step) {
    return audit
        .note(step.organisation(), step.action(), nodeId, step.detail(), step.by())
        .compose(
            noted ->
                vertx.executeBlocking(
                    () -> {
                      brake.told(step);
                      return null;
                    }));
  }
}
