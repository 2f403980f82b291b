package io.ringfence;

import io.ringfence.store.Database;
import io.ringfence.store.Partitions;
import io.ringfence.store.Remains;
import io.ringfence.store.RepeatStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to the tables once an hour. Each part is done whatever became of the others, and
 * what fails is tried again an hour later; nothing waits for it.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long EVERY = TimeUnit.HOURS.toMillis(1);

  private final Vertx vertx;
  private final Partitions partitions;
  private final Remains remains;
  private final RepeatStore repeats;
  private final int keepDays;

  /**
   * @param keepDays how long calls and messages are remembered
   */
  Upkeep(Vertx vertx, Database database, int keepDays) {
    this.vertx = vertx;
    this.partitions = new Partitions(database);
    this.remains = new Remains(database);
    this.repeats = new RepeatStore(database);
    this.keepDays = keepDays;
  }

  void begin() {
    now();
    vertx.setPeriodic(EVERY, hour -> now());
  }

  private void now() {
    tried(
        "the partitions of calls and messages are as they were",
        () -> partitions.ensure().compose(made -> partitions.dropOlderThan(keepDays)));
    tried("entries of deleted organisations are not lifted yet", remains::lift);
    tried("old answers are kept", repeats::forget);
  }

  private static void tried(String otherwise, Supplier<Future<?>> part) {
    part.get().onFailure(away -> LOG.warn("{}: {}", otherwise, away.getMessage()));
  }
}
