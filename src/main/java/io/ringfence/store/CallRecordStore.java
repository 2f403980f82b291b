package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.CallRecord;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes call records, many at a time. */
public final class CallRecordStore {
  private static final Logger LOG = LoggerFactory.getLogger(CallRecordStore.class);

  /** Data, integrity constraint, limit exceeded: PostgreSQL's appendix A. */
  private static final Set<String> OF_THE_DATA = Set.of("22", "23", "54");

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
   * <p>A record that PostgreSQL refuses for what is in it is left out, logged and counted, so that
   * it cannot hold up the others. Whatever else keeps them from being written fails the future,
   * with {@link DatabaseUnavailable} or {@link DatabaseFailed}: they are to be offered again.
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
                isOfTheData(failure)
                    ? withoutTheRefused(batch, failure)
                    : Future.failedFuture(failure));
  }

  /** Any other refusal, a missing table or right, is the same for every record and passes. */
  private static boolean isOfTheData(Throwable failure) {
    return failure instanceof DatabaseFailed refused
        && OF_THE_DATA.contains(refused.sqlState().substring(0, 2));
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
