package io.ringfence.telnyx;

import io.ringfence.domain.Deadline;
import io.ringfence.telnyx.CommandOutcome.Effort;
import io.ringfence.telnyx.CommandOutcome.Transient;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One command under way: identical attempts until one gets a final answer or the deadline passes.
 * Everything happens on one event loop.
 */
final class CommandRun {
  /** Telnyx's documentation: nothing in this time, send the identical command again. */
  private static final long PATIENCE_MILLIS = 500;

  /** A silent attempt may still answer while its successor waits, and is given up after that. */
  private static final long LIFE_MILLIS = 2 * PATIENCE_MILLIS;

  /** Before the first repeat of a command that failed; doubled for each further one. */
  private static final long PAUSE_MILLIS = 25;

  private static final int MAX_DOUBLINGS = 4;

  private final Vertx vertx;
  private final HttpClient client;
  private final RequestOptions request;
  private final Buffer body;
  private final Deadline deadline;
  private final Promise<CommandOutcome> outcome = Promise.promise();
  private final List<CommandAttempt> underWay = new ArrayList<>(2);
  private final Duration startedAt;
  private int attempts;
  private long nextAttempt;
  private long lastMoment;
  private String lastFailure = "no answer";

  CommandRun(
      Vertx vertx, HttpClient client, RequestOptions request, Buffer body, Deadline deadline) {
    this.vertx = vertx;
    this.client = client;
    this.request = request;
    this.body = body;
    this.deadline = deadline;
    this.startedAt = deadline.elapsed();
  }

  Future<CommandOutcome> outcome() {
    return outcome.future();
  }

  void start() {
    lastMoment = vertx.setTimer(Math.max(1, leftMillis()), passed -> giveUp());
    attempt();
  }

  private void attempt() {
    if (outcome.future().isComplete()) {
      return; // On a worker's context a timer may still come after it was cancelled.
    }
    long left = leftMillis();
    if (left == 0) {
      giveUp();
      return;
    }
    attempts++;
    nextAttempt = vertx.setTimer(PATIENCE_MILLIS, silent -> attempt());
    CommandAttempt attempt = new CommandAttempt(vertx);
    underWay.add(attempt);
    RequestOptions options =
        new RequestOptions(request).setConnectTimeout(Math.min(PATIENCE_MILLIS, left));
    attempt
        .send(client, options, body, Math.min(LIFE_MILLIS, left))
        .onComplete(result -> answered(attempt, result));
  }

  private void answered(CommandAttempt attempt, AsyncResult<CommandAnswer> result) {
    underWay.remove(attempt);
    if (outcome.future().isComplete()) {
      return;
    }
    if (result.failed()) {
      lastFailure = attempt.isGivenUp() ? "no answer" : result.cause().getClass().getSimpleName();
      repeatAfter(pause());
    } else if (result.result().isPassing()) {
      lastFailure = "status " + result.result().status();
      repeatAfter(Math.max(pause(), result.result().waitMillis()));
    } else {
      finish(result.result().outcome(effort()));
    }
  }

  private long pause() {
    return PAUSE_MILLIS << Math.min(attempts - 1, MAX_DOUBLINGS);
  }

  private void repeatAfter(long millis) {
    if (!underWay.isEmpty()) {
      return; // The other one may still be answered, and the next is timed from when it was sent.
    }
    vertx.cancelTimer(nextAttempt);
    if (millis >= leftMillis()) {
      giveUp();
    } else {
      nextAttempt = vertx.setTimer(Math.max(1, millis), again -> attempt());
    }
  }

  private void giveUp() {
    finish(new Transient(lastFailure, effort()));
  }

  private void finish(CommandOutcome result) {
    vertx.cancelTimer(nextAttempt);
    vertx.cancelTimer(lastMoment);
    outcome.tryComplete(result);
    List.copyOf(underWay).forEach(CommandAttempt::giveUp);
  }

  private Effort effort() {
    return new Effort(attempts, deadline.elapsed().minus(startedAt).toNanos());
  }

  private long leftMillis() {
    return deadline.remaining().toMillis();
  }
}
