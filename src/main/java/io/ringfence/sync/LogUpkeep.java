package io.ringfence.sync;

import io.ringfence.store.ChangeLogTrim;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shortens the change logs every hour; whichever node comes first does it. */
public final class LogUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(LogUpkeep.class);
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Vertx vertx;
  private final ChangeLogTrim trim;
  private final SyncState state;

  public LogUpkeep(Vertx vertx, ChangeLogTrim trim, SyncState state) {
    this.vertx = vertx;
    this.trim = trim;
    this.state = state;
  }

  /** From some minute of the first hour on, for as long as Vert.x runs. */
  public void begin() {
    vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(HOUR_MILLIS), first -> run());
  }

  private void run() {
    trim.run()
        .onSuccess(state::trimmed)
        .onFailure(away -> LOG.warn("the change log was not shortened: {}", away.getMessage()))
        .onComplete(ended -> vertx.setTimer(HOUR_MILLIS, again -> run()));
  }
}
