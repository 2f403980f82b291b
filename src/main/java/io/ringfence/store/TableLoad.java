package io.ringfence.store;

import io.ringfence.domain.Change;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
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
          new Things("key", "api_key", "key_state", "t.organisation_id", "t.revoked_at IS NULL"));

  private static final String ENTRIES = entries(ENTRIES_PAGE);

  private record Things(String type, String table, String state, String owner, String condition) {
    String sql() {
      return "SELECT t.id, %s AS organisation, ringfence.%s(t) AS state FROM ringfence.%s t"
              .formatted(owner, state, table)
          + " WHERE t.id > $1::int AND %s ORDER BY t.id LIMIT %d".formatted(condition, THINGS_PAGE);
    }
  }

  private final Database database;
  private final Consumer<Change> into;
  private final LongAdder skipped;
  private long entries;

  TableLoad(Database database, Consumer<Change> into, LongAdder skipped) {
    this.database = database;
    this.into = into;
    this.skipped = skipped;
  }

  Future<Long> run() {
    Future<Void> done = refuseIfBlind();
    for (Things things : THINGS) {
      done = done.compose(v -> page(things, 0));
    }
    return done.compose(v -> page(EntryPage.START)).map(v -> entries);
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
   * so that the table itself is not.
   */
  static String entries(int page) {
    return "SELECT organisation_id, kind, value, id, effect, ringfence.millis(until), observe,"
        + " channels FROM ringfence.entry WHERE standing"
        + " AND (organisation_id, kind, value) > ($1::int, $2::text, $3::text)"
        + " ORDER BY organisation_id, kind, value FETCH FIRST "
        + page
        + " ROWS WITH TIES";
  }

  private Future<Void> page(EntryPage.Key after) {
    Collector<Row, EntryPage, EntryPage> collector =
        Collector.of(() -> new EntryPage(into, skipped), EntryPage::add, EntryPage::notCombined);
    return database
        .collect(ENTRIES, Tuple.of(after.organisation(), after.kind(), after.value()), collector)
        .compose(
            page -> {
              page.end();
              entries += page.rows();
              return page.rows() < ENTRIES_PAGE ? Future.succeededFuture() : page(page.last());
            });
  }
}
