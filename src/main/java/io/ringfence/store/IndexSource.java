package io.ringfence.store;

import io.ringfence.domain.Change;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * All that a node reads to fill its index and keep it: heads, tables, change log, notifications. It
 * reads as the login role, which sees every organisation.
 */
public final class IndexSource {
  /**
   * A standby is current while it receives and has replayed what it received, or replayed something
   * that was committed just now.
   */
  private static final String HEADS =
      "SELECT h.shard, h.seq, h.change_id, h.entries,"
          + " (SELECT l.change_id FROM ringfence.change_log l"
          + " WHERE l.shard = h.shard AND l.seq = ($1::bigint[])[h.shard + 1]) AS asked,"
          + " clock_timestamp() AS time, pg_is_in_recovery() AS standby,"
          + " CASE WHEN pg_is_in_recovery() THEN"
          + " EXISTS (SELECT FROM pg_stat_wal_receiver) AND coalesce("
          + "pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn()"
          + " OR pg_last_xact_replay_timestamp() > clock_timestamp() - interval '1 second', false)"
          + " ELSE true END AS current"
          + " FROM ringfence.change_head h ORDER BY h.shard";

  private static final long[] NOWHERE = new long[Revision.SHARDS];
  private static final String AFTER =
      "SELECT seq, change_id, organisation_id, type, payload FROM ringfence.change_log"
          + " WHERE shard = $1::smallint AND seq > $2::bigint ORDER BY seq LIMIT $3::int";

  private final Database database;
  private final LongAdder skipped = new LongAdder();

  public IndexSource(Database database) {
    this.database = database;
  }

  /** Which database this is, the same on its standbys and after a move of address. */
  public Future<String> identity() {
    return database
        .read(Statement.of("SELECT ringfence.database_identity()"))
        .map(rows -> rows.iterator().next().getString(0));
  }

  /** Where the logs stand now. */
  public Future<Heads> heads() {
    return database.read(headsAsking(NOWHERE)).map(IndexSource::heads);
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

  /** The entries once more, to hold the index against them. */
  public EntryPages pages() {
    return new EntryPages(database);
  }

  /**
   * Drops the connections that loads and fetches use; the next one makes new ones. One that leads
   * to a peer that fell silent would else be waited for until it times out.
   */
  public void renew() {
    database.renewLoading();
  }

  /** How many rows could not be read since the start. */
  public long skipped() {
    return skipped.sum();
  }

  static Statement headsAsking(long[] seqs) {
    return Statement.of(HEADS, (Object) LongStream.of(seqs).boxed().toArray(Long[]::new));
  }

  static Heads heads(RowSet<Row> rows) {
    if (rows.size() != Revision.SHARDS) {
      throw new IllegalStateException("change_head has " + rows.size() + " rows, not 16");
    }
    Heads heads =
        new Heads(
            new long[Revision.SHARDS],
            new UUID[Revision.SHARDS],
            new long[Revision.SHARDS],
            new UUID[Revision.SHARDS],
            server(rows.iterator().next()));
    for (Row row : rows) {
      int shard = row.getInteger("shard");
      heads.seq()[shard] = row.getLong("seq");
      heads.changeId()[shard] = row.getUUID("change_id");
      heads.entries()[shard] = row.getLong("entries");
      heads.asked()[shard] = row.getUUID("asked");
    }
    return heads;
  }

  private static Heads.Server server(Row row) {
    return new Heads.Server(
        row.getOffsetDateTime("time").toInstant(),
        row.getBoolean("standby"),
        row.getBoolean("current"));
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
