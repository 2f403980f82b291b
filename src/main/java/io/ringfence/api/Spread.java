package io.ringfence.api;

import io.ringfence.api.Answer.Written;
import io.ringfence.domain.Effective;
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
public record Spread(
    Function<Revision, Future<Void>> applied, Nodes nodes, Consumer<Effective> waited) {
  static final String WAIT = "wait";
  private static final long MOST_SECONDS_HERE = 1;

  static boolean isAwaited(ApiCall call) {
    return call.text(WAIT) != null;
  }

  /** The answer, once what was written is as far as the request asks. */
  Future<Answer> of(Answer answer, ApiCall call) {
    Written written = answer.written();
    if (written == null) {
      return Future.succeededFuture(answer);
    }
    return isAwaited(call)
        ? nodes
            .effective(written.revision(), written.changed(), duration(call.text(WAIT)))
            .onSuccess(waited::accept)
            .map(effective -> answer.effective(json(effective)))
        : here(written.revision()).map(answer);
  }

  /** It is in force here, or a second has passed. */
  private Future<Void> here(Revision revision) {
    return Future.succeededFuture(revision)
        .compose(applied)
        .timeout(MOST_SECONDS_HERE, TimeUnit.SECONDS)
        .otherwiseEmpty();
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
