package io.ringfence.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class OnceTest {
  private static final Answer REJECTED = new Answer.Done("rejected", true);
  private static final Answer FORWARDED = new Answer.Done("no_upstream", false);
  private static final Answer RETRY = new Answer.Refused(Answer.Refusal.REJECT_RETRY);

  private final Once once = new Once();
  private final Deque<Promise<Answer>> started = new ArrayDeque<>();

  @Test
  void aRepeatDuringTheFirstJoinsIt() {
    Future<Answer> first = deliver("event");
    Future<Answer> repeat = deliver("event");
    assertFalse(repeat.isComplete());

    started.getFirst().complete(RETRY);

    assertEquals(1, started.size());
    assertSame(RETRY, first.result());
    assertSame(RETRY, repeat.result());
  }

  @Test
  void aRepeatAfterAFinalAnswerGetsIt() {
    deliver("event");
    started.getFirst().complete(REJECTED);

    Future<Answer> repeat = deliver("event");

    assertEquals(1, started.size());
    assertSame(REJECTED, repeat.result());
  }

  @Test
  void aFailedRejectIsDoneAgain() {
    deliver("event");
    started.getFirst().complete(RETRY);

    deliver("event");

    assertEquals(2, started.size());
  }

  @Test
  void aForwardIsDoneAgain() {
    deliver("event");
    started.getFirst().complete(FORWARDED);

    deliver("event");

    assertEquals(2, started.size());
  }

  @Test
  void aBugIsNotRemembered() {
    Future<Answer> first = deliver("event");
    started.getFirst().fail(new IllegalStateException("bug"));
    assertTrue(first.failed());

    deliver("event");

    assertEquals(2, started.size());
  }

  @Test
  void aBugThatThrowsStaysNotInFlight() {
    Future<Answer> first =
        once.run(
            "event",
            () -> {
              throw new IllegalStateException("bug");
            });
    assertTrue(first.failed());

    deliver("event");

    assertEquals(1, started.size());
  }

  @Test
  void anotherEventIsAnother() {
    deliver("event");
    deliver("other");

    assertEquals(2, started.size());
  }

  private Future<Answer> deliver(String event) {
    return once.run(
        event,
        () -> {
          Promise<Answer> promise = Promise.promise();
          started.add(promise);
          return promise.future();
        });
  }
}
