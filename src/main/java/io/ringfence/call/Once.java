package io.ringfence.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Lets the repeats of one event be handled as one. A repeat during the first joins it; a repeat
 * after a final answer gets that answer; after anything else it is done again, because a failed
 * reject and a forward are what Telnyx repeats events for.
 */
final class Once {
  private final ConcurrentMap<String, Future<Answer>> inFlight = new ConcurrentHashMap<>();
  private final Cache<String, Answer> finals =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(Duration.ofHours(1)).build();

  Future<Answer> run(String event, Supplier<Future<Answer>> first) {
    Answer known = finals.getIfPresent(event);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    Promise<Answer> mine = Promise.promise();
    Future<Answer> earlier = inFlight.putIfAbsent(event, mine.future());
    if (earlier != null) {
      return here(earlier);
    }
    // What throws instead of failing must not stay in flight for ever.
    Future.succeededFuture()
        .compose(go -> first.get())
        .onComplete(
            result -> {
              if (result.succeeded() && result.result().last()) {
                finals.put(event, result.result());
              }
              inFlight.remove(event);
              mine.handle(result);
            });
    return mine.future();
  }

  /** The same result, delivered on the caller's own event loop. */
  private static Future<Answer> here(Future<Answer> elsewhere) {
    Context context = Vertx.currentContext();
    return context == null
        ? elsewhere
        : Future.future(
            promise ->
                elsewhere.onComplete(result -> context.runOnContext(go -> promise.handle(result))));
  }
}
