package io.ringfence.api;

import io.ringfence.domain.Effective;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.ringfence.domain.Revision;
import io.ringfence.sync.Nodes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How far a write has come: by itself the answer waits for the answering node only, with {@code
 * wait} for all live ones. The write stands either way, and nothing in here makes it fail.
 *
 * @param applied completes once this node has applied a revision
 * @param waited is told of each wait for other nodes when it is over
 */
record Spread(Function<Revision, Future<Void>> applied, Nodes nodes, Consumer<Effective> waited) {
  private static final String WAIT = "wait";
  private static final long MOST_SECONDS_HERE = 1;

  static boolean isAwaited(ApiCall call) {
    return call.text(WAIT) != null;
  }

  /** What the answer says under {@code effective}; null if the request does not ask. */
  Future<JsonObject> of(EntryWrite write, ApiCall call) {
    return of(write.revision(), write.outcome() != Outcome.UNCHANGED, call);
  }

  /**
   * The same for the last of several writes.
   *
   * @param fresh whether one of them changed anything
   */
  Future<JsonObject> of(Revision revision, boolean fresh, ApiCall call) {
    return isAwaited(call)
        ? nodes
            .effective(revision, fresh, duration(call.text(WAIT)))
            .onSuccess(waited::accept)
            .map(Spread::json)
        : here(revision);
  }

  /** It is in force here, or a second has passed. */
  private Future<JsonObject> here(Revision revision) {
    return Future.succeededFuture(revision)
        .compose(applied)
        .timeout(MOST_SECONDS_HERE, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .mapEmpty();
  }

  static JsonObject with(JsonObject entry, JsonObject effective) {
    return effective == null ? entry : entry.put("effective", effective);
  }

  /** The contract lets through nothing but whole milliseconds or seconds. */
  private static Duration duration(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
  }

  private static JsonObject json(Effective effective) {
    return new JsonObject()
        .put("nodes", effective.nodes())
        .put("confirmed", effective.confirmed())
        .put("silent", new JsonArray(effective.silent()))
        .put("ms", effective.millis());
  }
}
