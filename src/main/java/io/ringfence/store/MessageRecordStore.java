package io.ringfence.store;

import io.ringfence.domain.MessageRecord;
import io.vertx.core.Future;
import java.util.List;

/** Writes message records, many at a time. */
public final class MessageRecordStore {
  private final BatchWriter writer;

  public MessageRecordStore(Database database) {
    this.writer = new BatchWriter(database, "message");
  }

  /**
   * Writes a batch: those that were blocked or observed as rows, the others into the counts of
   * their senders. Checks of one message, by its id, are one, on whichever nodes they were made,
   * within a day and over midnight; writing a record again changes nothing.
   *
   * <p>A record that PostgreSQL refuses for what is in it is left out, logged and counted. Whatever
   * else keeps them from being written fails the future, with {@link DatabaseUnavailable} or {@link
   * DatabaseFailed}: they are to be offered again.
   */
  public Future<Void> write(List<MessageRecord> records) {
    return writer
        .write(MessageBatch.kept(records))
        .compose(kept -> writer.write(MessageBatch.counted(records)));
  }

  /** How many records were refused since the start. */
  public long refused() {
    return writer.refused();
  }
}
