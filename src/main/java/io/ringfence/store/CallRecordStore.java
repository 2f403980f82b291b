package io.ringfence.store;

import io.ringfence.domain.CallRecord;
import io.vertx.core.Future;
import java.util.List;

/** Writes call records, many at a time. */
public final class CallRecordStore {
  private final BatchWriter writer;

  public CallRecordStore(Database database) {
    this.writer = new BatchWriter(database, "call");
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
    return writer.write(CallBatch.of(records));
  }

  /** How many records were refused since the start. */
  public long refused() {
    return writer.refused();
  }
}
