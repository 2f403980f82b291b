package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.CallRecord;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes call records, many at a time. */
public final class CallRecordStore {
  private static final Logger LOG = LoggerFactory.getLogger(CallRecordStore.class);

  private final Database database;
  private final LongAdder refused = new LongAdder();

  public CallRecordStore(Database database) {
    this.database = database;
  }

  /**
   * Writes a batch in one transaction. Deliveries of one call become one row, in which a final
   * outcome stands over another and the later decision over the earlier; writing one again counts
   * as another delivery.
   *
   * <p>A record that PostgreSQL refuses is left out, logged and counted, so that it cannot hold up
   * the others; the future fails only with {@link DatabaseUnavailable}.
   */
  public Future<Void> write(List<CallRecord> records) {
    return records.isEmpty() ? Future.succeededFuture() : writeOrSplit(CallBatch.of(records));
  }

  /** How many records were refused since the start. */
  public long refused() {
    return refused.sum();
  }

  private Future<Void> writeOrSplit(CallBatch batch) {
    return database
        .write(Actor.SYSTEM, batch.statement()::on)
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof DatabaseFailed
                    ? withoutTheRefused(batch, failure)
                    : Future.failedFuture(failure));
  }

  private Future<Void> withoutTheRefused(CallBatch batch, Throwable failure) {
    if (batch.size() == 1) {
      refused.increment();
      LOG.warn("a call record is left out: {}", failure.getMessage());
      return Future.succeededFuture();
    }
    int half = batch.size() / 2;
    return writeOrSplit(batch.part(0, half))
        .compose(v -> writeOrSplit(batch.part(half, batch.size())));
  }
}
