package io.ringfence.store;

import io.ringfence.domain.Change;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One load of the tables, in pages by key. */
final class TableLoad {
  private static final Logger LOG = LoggerFactory.getLogger(TableLoad.class);

  private static final int THINGS_PAGE = 5_000;

  /** 2.7 million rows a second were measured with such pages, and no statement lasts. */
  private static final int ENTRIES_PAGE = 20_000;

  private static final String ROW_SECURITY =
      "SELECT row_security_active('ringfence.entry'::regclass) AS active, current_user AS login";

  /** The order matters to whoever applies: what a row refers to comes before it. */
  private static final List<Things> THINGS =
      List.of(
          new Things(
              "organisation", "organisation", "organisation_state", "t.id", "t.deleted_at IS NULL"),
          new Things(
              "account", "account", "account_state", "coalesce(t.organisation_id, 0)", "true"),
          new Things("line", "line", "line_state", "t.organisation_id", "true"),
          new Things("key", "api_key", "key_state", "t.organisation_id", "t.revoked_at IS NULL"),
          new Things(
              "protected", "protected_value", "protected_state", "t.organisation_id", "true"));

  private static final String ENTRIES = entries(ENTRIES_PAGE);

  /**
   * About the middle of the list, from some hundred blocks of the table: how far off it is decides
   * only how long one half is waited for. None if nothing stands there.
   */
  private static final String MIDDLE =
      "SELECT organisation_id, kind, value FROM (SELECT organisation_id, kind, value,"
          + " row_number() OVER (ORDER BY organisation_id, kind, value) AS place,"
          + " count(*) OVER () AS sampled FROM ringfence.entry TABLESAMPLE SYSTEM"
          + " (least(100, 100 * 256 / greatest(1.0, pg_relation_size('ringfence.entry') / 8192)))"
          + " WHERE standing) sample WHERE place = (sampled + 1) / 2";

  private record Things(String type, String table, String state, String owner, String condition) {
    String sql() {
      return "SELECT t.id, %s AS organisation, ringfence.%s(t) AS state FROM ringfence.%s t"
              .formatted(owner, state, table)
          + " WHERE t.id > $1::int AND %s ORDER BY t.id LIMIT %d".formatted(condition, THINGS_PAGE);
    }
  }

  private final Database database;
  private final Reading reading;
  private final Consumer<Change> into;
  private final LongAdder skipped;
  private long entries;

  TableLoad(Database database, Consumer<Change> into, LongAdder skipped) {
    this.database = database;
    this.reading = database.reading();
    this.into = into;
    this.skipped = skipped;
  }

  Future<Long> run() {
    Future<Void> done = refuseIfBlind();
    for (Things things : THINGS) {
      done = done.compose(v -> page(things, 0));
    }
    return done.compose(v -> middle()).compose(this::halves).map(v -> entries);
  }

  private Future<EntryPage.Key> middle() {
    return database
        .read(Statement.of(MIDDLE))
        .map(
            rows -> {
              for (Row row : rows) {
                return new EntryPage.Key(row.getInteger(0), row.getString(1), row.getString(2));
              }
              return EntryPage.START;
            });
  }

  /**
   * Two connections: while the rows of one are taken, the server already has the other's next page
   * at work. They come on one event loop, so that only one thread takes rows.
   */
  private Future<Void> halves(EntryPage.Key middle) {
    return Future.join(page(EntryPage.START, middle), page(middle, EntryPage.END)).mapEmpty();
  }

  /** Under row-level security a load would find nothing, and look complete. */
  private Future<Void> refuseIfBlind() {
    return database
        .read(Statement.of(ROW_SECURITY))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              if (row.getBoolean("active")) {
                throw new RowsHidden(row.getString("login"));
              }
              return null;
            });
  }

  private Future<Void> page(Things things, int afterId) {
    return database
        .read(Statement.of(things.sql(), afterId))
        .compose(
            rows -> {
              int last = afterId;
              for (Row row : rows) {
                last = row.getInteger("id");
                thing(things, row);
              }
              return rows.size() < THINGS_PAGE ? Future.succeededFuture() : page(things, last);
            });
  }

  private void thing(Things things, Row row) {
    Change change;
    try {
      JsonObject state = row.getJsonObject("state");
      change = ChangeCodec.change(things.type(), row.getInteger("organisation"), state);
    } catch (RuntimeException e) {
      skipped.increment();
      LOG.warn(
          "{} {} cannot be read and is passed over: {}",
          things.table(),
          row.getInteger("id"),
          e.getClass().getSimpleName());
      return;
    }
    into.accept(change);
  }

  /**
   * WITH TIES keeps all of a value on one page. Only columns of the index entry_standing are read,
   * so that the table itself is not; and the small ones as one number, as each column costs the
   * server and the node time of its own.
   */
  static String entries(int page) {
    return "SELECT organisation_id, kind, value, id, ringfence.millis(until), channels"
        + " + CASE WHEN observe THEN 8 ELSE 0 END"
        + " + CASE effect WHEN 'ban' THEN 0 WHEN 'allow' THEN 16 END"
        + " FROM ringfence.entry WHERE standing"
        + " AND (organisation_id, kind, value) > ($1::int, $2::text, $3::text)"
        + " AND (organisation_id, kind, value) <= ($4::int, $5::text, $6::text)"
        + " ORDER BY organisation_id, kind, value FETCH FIRST "
        + page
        + " ROWS WITH TIES";
  }

  private Future<Void> page(EntryPage.Key after, EntryPage.Key upTo) {
    Collector<Row, EntryPage, EntryPage> collector =
        Collector.of(
            () -> new EntryPage(into, skipped),
            EntryPage::add,
            EntryPage::notCombined,
            EntryPage::ended);
    return reading
        .collect(ENTRIES, EntryPage.between(after, upTo), collector)
        .compose(
            page -> {
              entries += page.rows();
              return page.rows() < ENTRIES_PAGE
                  ? Future.succeededFuture()
                  : page(page.last(), upTo);
            });
  }
}
