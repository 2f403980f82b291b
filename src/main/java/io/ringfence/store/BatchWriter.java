package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of records, each in one transaction. A record that PostgreSQL refuses for what is
 * in it is left out, logged and counted, so that it cannot hold up the others.
 */
final class BatchWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  /** Data, integrity constraint, limit exceeded: PostgreSQL's appendix A. */
  private static final Set<String> OF_THE_DATA = Set.of("22", "23", "54");

  private final Database database;
  private final String what;
  private final LongAdder refused = new LongAdder();

  /**
   * @param what they are records of, one word
   */
  BatchWriter(Database database, String what) {
    this.database = database;
    this.what = what;
  }

  /**
   * Fails, with {@link DatabaseUnavailable} or {@link DatabaseFailed}, where they are to be offered
   * again.
   */
  Future<Void> write(Batch batch) {
    if (batch.size() == 0) {
      return Future.succeededFuture();
    }
    return database
        .write(Actor.SYSTEM, batch.statement()::on)
        .<Void>mapEmpty()
        .recover(
            failure ->
                isOfTheData(failure)
                    ? withoutTheRefused(batch, failure)
                    : Future.failedFuture(failure));
  }

  /** How many records were refused since the start. */
  long refused() {
    return refused.sum();
  }

  /** Any other refusal, a missing table or right, is the same for every record and passes. */
  private static boolean isOfTheData(Throwable failure) {
    return failure instanceof DatabaseFailed refused
        && OF_THE_DATA.contains(refused.sqlState().substring(0, 2));
  }

  private Future<Void> withoutTheRefused(Batch batch, Throwable failure) {
    if (batch.size() == 1) {
      refused.increment();
      LOG.warn("a {} record is left out: {}", what, failure.getMessage());
      return Future.succeededFuture();
    }
    int half = batch.size() / 2;
    return write(batch.part(0, half)).compose(v -> write(batch.part(half, batch.size())));
  }
}
