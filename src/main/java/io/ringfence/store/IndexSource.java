package io.ringfence.store;

import io.ringfence.domain.Change;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * All that a node reads to fill its index and keep it: heads, tables, change log, notifications. It
 * reads as the login role, which sees every organisation.
 */
public final class IndexSource {
  private static final String HEADS =
      "SELECT shard, seq, change_id, entries, clock_timestamp() AS database_time"
          + " FROM ringfence.change_head ORDER BY shard";
  private static final String AFTER =
      "SELECT seq, change_id, organisation_id, type, payload FROM ringfence.change_log"
          + " WHERE shard = $1::smallint AND seq > $2::bigint ORDER BY seq LIMIT $3::int";

  private final Database database;
  private final LongAdder skipped = new LongAdder();

  public IndexSource(Database database) {
    this.database = database;
  }

  /** Where the logs stand now. */
  public Future<Heads> heads() {
    return database.read(Statement.of(HEADS)).map(IndexSource::heads);
  }

  /**
   * Reads the tables: organisations, accounts, lines, keys, then entries, all that stand of one
   * value in one change. Statements are short and see different moments, so the log must be
   * followed from the heads as they were before; then the result is exact.
   *
   * @return how many entries were read, to hold against {@link Heads#entries()}; rows that cannot
   *     be read are among them, are passed over, and are counted by {@link #skipped()}
   */
  public Future<Long> load(Consumer<Change> into) {
    return new TableLoad(database, into, skipped).run();
  }

  /**
   * The changes after one, in order.
   *
   * @param limit at most so many
   */
  public Future<List<LoggedChange>> after(int shard, long seq, int limit) {
    return database
        .read(Statement.of(AFTER, (short) shard, seq, limit))
        .map(rows -> logged(shard, rows));
  }

  /**
   * Opens a connection of its own and listens on it. The notices and the end come on its event
   * loop.
   *
   * @param onClosed called once, when the connection is lost for any reason but {@link
   *     Listener#close()}; a new listener is then needed
   */
  public Future<Listener> listen(Consumer<Notice> onNotice, Consumer<Throwable> onClosed) {
    return Listener.open(database, onNotice, onClosed);
  }

  /** How many rows could not be read since the start. */
  public long skipped() {
    return skipped.sum();
  }

  static Future<Heads> heads(SqlClient client) {
    return client.preparedQuery(HEADS).execute().map(IndexSource::heads);
  }

  private static Heads heads(RowSet<Row> rows) {
    if (rows.size() != Revision.SHARDS) {
      throw new IllegalStateException("change_head has " + rows.size() + " rows, not 16");
    }
    Heads heads = new Heads(new long[16], new UUID[16], new long[16], time(rows));
    for (Row row : rows) {
      int shard = row.getInteger("shard");
      heads.seq()[shard] = row.getLong("seq");
      heads.changeId()[shard] = row.getUUID("change_id");
      heads.entries()[shard] = row.getLong("entries");
    }
    return heads;
  }

  private static Instant time(RowSet<Row> rows) {
    OffsetDateTime time = rows.iterator().next().getOffsetDateTime("database_time");
    return time.toInstant();
  }

  private static List<LoggedChange> logged(int shard, RowSet<Row> rows) {
    List<LoggedChange> changes = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Change change =
          ChangeCodec.lenient(
              row.getString("type"),
              row.getInteger("organisation_id"),
              row.getJsonObject("payload"));
      changes.add(
          new LoggedChange(
              new Revision(shard, row.getLong("seq")), row.getUUID("change_id"), change));
    }
    return changes;
  }
}
