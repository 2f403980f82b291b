package io.ringfence;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the main thread wait for what happens on others, while starting and stopping. */
final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
  private static final int START_SECONDS = 30;

  /** More than calls in flight are given. */
  static final int DRAIN_SECONDS = 6;

  /** For what needs no time unless the other side has gone silent. */
  private static final int STOP_SECONDS = 1;

  private Waiting() {}

  /** The result; a failure is thrown as what it was. */
  static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (InterruptedException | TimeoutException late) {
      throw new IllegalStateException("not started in " + START_SECONDS + " s", late);
    }
  }

  /** Waits a moment for the end of something whose failure no longer matters. */
  static void quietly(Future<?> future) {
    quietly(future, STOP_SECONDS);
  }

  static void quietly(Future<?> future, int seconds) {
    try {
      future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException notStopped) {
      LOG.warn("not stopped in order: {}", notStopped.toString());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
