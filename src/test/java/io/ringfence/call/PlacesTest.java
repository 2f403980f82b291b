package io.ringfence.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Vertx VERTX = Vertx.vertx();

  private final Places places = new Places(VERTX, 2, 1, Duration.ofMinutes(5));

  @AfterAll
  static void stop() throws Exception {
    await(VERTX.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static UpstreamFailed.Why refusal(Future<?> refused) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> await(refused));
    return ((UpstreamFailed) failure.getCause()).why();
  }

  @Test
  void oneThatHangsTakesNoPlaceOfAnother() throws Exception {
    Promise<String> never = Promise.promise();
    for (int i = 0; i < 3; i++) {
      places.take("slow", never::future);
    }

    Future<String> beyond = places.take("slow", never::future);
    Future<String> other = places.take("fast", () -> Future.succeededFuture("answer"));

    assertEquals(UpstreamFailed.Why.BUSY, refusal(beyond));
    assertEquals("answer", await(other));
  }

  @Test
  void whatWaitsGetsThePlaceThatBecomesFree() throws Exception {
    Promise<String> first = Promise.promise();
    places.take("a", first::future);
    places.take("a", Promise.<String>promise()::future);
    Future<String> waiting = places.take("a", () -> Future.succeededFuture("answer"));
    assertFalse(waiting.isComplete());

    first.fail("broken");

    assertEquals("answer", await(waiting));
  }

  @Test
  void whatHasWaitedLongEnoughIsRefusedAndItsPlaceInTheQueueIsFree() throws Exception {
    Places hasty = new Places(VERTX, 1, 1, Duration.ofMillis(20));
    Promise<String> first = Promise.promise();
    hasty.take("a", first::future);

    assertEquals(UpstreamFailed.Why.BUSY, refusal(hasty.take("a", first::future)));
    assertEquals(UpstreamFailed.Why.BUSY, refusal(hasty.take("a", first::future)));
    first.complete("done");

    assertEquals("next", await(hasty.take("a", () -> Future.succeededFuture("next"))));
  }

  @Test
  void whatThrowsKeepsNoPlaceAndWhatIsIdleTakesNone() {
    for (int i = 0; i < 5; i++) {
      Future<String> thrown =
          places.take(
              "a",
              () -> {
                throw new IllegalArgumentException("no address");
              });
      assertThrows(ExecutionException.class, () -> await(thrown));
    }

    assertEquals(0, places.upstreams());
  }

  @Test
  void fromManyEventLoopsAtOnceNoPlaceIsLostOrGivenTwice() throws Exception {
    Places many = new Places(VERTX, 8, 10_000, Duration.ofMinutes(5));
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Promise<Void> done = Promise.promise();
      all.add(done.future());
      VERTX
          .getOrCreateContext()
          .runOnContext(
              go ->
                  many.take(
                          "a",
                          () -> {
                            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                            return VERTX
                                .timer(1, TimeUnit.MILLISECONDS)
                                .onComplete(over -> underWay.decrementAndGet())
                                .<Void>mapEmpty();
                          })
                      .onComplete(done));
    }

    await(Future.join(all));

    assertTrue(most.get() <= 8, "at once: " + most);
    assertEquals(0, many.upstreams());
  }
}
