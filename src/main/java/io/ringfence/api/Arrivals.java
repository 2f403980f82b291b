package io.ringfence.api;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;

/** Bodies that are still arriving; one that takes too long is cut off. Of one event loop. */
final class Arrivals {
  private final long mostNanos;
  private final Map<RoutingContext, Long> arriving = new IdentityHashMap<>();

  /**
   * @param most how long a body may take, from its request's head on
   */
  Arrivals(Duration most) {
    this.mostNanos = most.toNanos();
  }

  void begin(RoutingContext context) {
    arriving.put(context, System.nanoTime());
    context.addEndHandler(ended -> arriving.remove(context));
    context.next();
  }

  void end(RoutingContext context) {
    arriving.remove(context);
    context.next();
  }

  /** To be called now and then. */
  void cutSlow() {
    long now = System.nanoTime();
    for (RoutingContext context : new ArrayList<>(arriving.keySet())) {
      if (now - arriving.get(context) > mostNanos) {
        arriving.remove(context);
        // With the rest of a body still to come the connection would otherwise stay.
        context.addEndHandler(answered -> context.request().connection().close());
        context.fail(new Refusal(Problem.tooSlow()));
      }
    }
  }
}
