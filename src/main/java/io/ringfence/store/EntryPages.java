package io.ringfence.store;

import io.ringfence.domain.Change;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads entries in short pieces, each together with the heads of the same moment: what is read is
 * exactly what a node must hold that has applied those heads.
 */
public final class EntryPages {
  /** Some milliseconds of one connection. */
  public static final int PAGE = 5_000;

  private static final String ENTRIES = TableLoad.entries(PAGE);

  private static final String COUNTS =
      "SELECT e.organisation_id, count(*) AS entries FROM ringfence.entry e"
          + " JOIN ringfence.organisation o ON o.id = e.organisation_id"
          + " WHERE e.standing AND o.shard = $1::smallint GROUP BY e.organisation_id";

  private static final String ABSENT =
      "SELECT v.value FROM unnest($3::text[]) AS v (value) WHERE NOT EXISTS"
          + " (SELECT FROM ringfence.entry e WHERE e.standing AND e.organisation_id = $1::int"
          + " AND e.kind = $2::text AND e.value = v.value)";

  private final Database database;

  EntryPages(Database database) {
    this.database = database;
  }

  /**
   * Some values and their standing entries.
   *
   * @param unreadable rows that could not be read and are not among them
   * @param last where to go on, or null if nothing comes after it
   */
  public record Page(Heads heads, List<Change.EntriesOf> values, long unreadable, Place last) {}

  /** Where a page ends. */
  public record Place(int organisation, String kind, String value) {
    public static final Place BEFORE_ALL = new Place(0, "", "");
  }

  /** How many entries stand, by organisation; those without any are absent. */
  public record Counted(Heads heads, Map<Integer, Long> entries) {}

  /** Those of some values of which nothing stands. */
  public record Absent(Heads heads, Set<String> values) {}

  /**
   * The values after one, by organisation, kind and value.
   *
   * @param last of the page before, or {@link Place#BEFORE_ALL}
   */
  public Future<Page> after(Place last) {
    EntryPage.Key after = new EntryPage.Key(last.organisation(), last.kind(), last.value());
    return together(new Statement(ENTRIES, EntryPage.between(after, EntryPage.END)))
        .map(both -> page(both.get(0), both.get(1)));
  }

  private static Page page(RowSet<Row> heads, RowSet<Row> rows) {
    List<Change.EntriesOf> values = new ArrayList<>(rows.size());
    EntryPage page =
        new EntryPage(change -> values.add((Change.EntriesOf) change), new LongAdder());
    for (Row row : rows) {
      page.add(row);
    }
    page.end();
    EntryPage.Key end = rows.size() < PAGE ? null : page.last();
    Place last = end == null ? null : new Place(end.organisation(), end.kind(), end.value());
    return new Page(IndexSource.heads(heads), values, page.unreadable(), last);
  }

  /** Where the logs stand now. */
  public Future<Heads> heads() {
    return database
        .read(IndexSource.headsAsking(new long[Revision.SHARDS]))
        .map(IndexSource::heads);
  }

  /** Counts what stands in one shard. Reads all of it: for when something is wrong. */
  public Future<Counted> count(int shard) {
    return together(Statement.of(COUNTS, (short) shard))
        .map(both -> new Counted(IndexSource.heads(both.get(0)), counts(both.get(1))));
  }

  private static Map<Integer, Long> counts(RowSet<Row> rows) {
    Map<Integer, Long> counts = new HashMap<>();
    for (Row row : rows) {
      counts.put(row.getInteger("organisation_id"), row.getLong("entries"));
    }
    return counts;
  }

  /** Which of these values have no standing entry. */
  public Future<Absent> absent(int organisation, Kind kind, List<String> values) {
    Statement asked =
        Statement.of(ABSENT, organisation, kind.word(), values.toArray(String[]::new));
    return together(asked)
        .map(both -> new Absent(IndexSource.heads(both.get(0)), texts(both.get(1))));
  }

  private static Set<String> texts(RowSet<Row> rows) {
    Set<String> texts = new HashSet<>();
    for (Row row : rows) {
      texts.add(row.getString("value"));
    }
    return texts;
  }

  private Future<List<RowSet<Row>>> together(Statement statement) {
    return database.readTogether(
        List.of(IndexSource.headsAsking(new long[Revision.SHARDS]), statement));
  }
}
