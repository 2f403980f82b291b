package io.ringfence.store;

import io.ringfence.store.RecordQuery.Days;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list of records. It begins with the newest days and goes further back, in ever
 * larger steps, only as long as the page is not full: hundreds of partitions are not opened for
 * what is nearly always found in the first two. What is rare is looked for a while and then left to
 * the next page.
 */
final class RecordSearch<T> {
  private static final int MOST_STATEMENTS = 10;

  /** How many days a step has; the last one takes the rest. */
  private static final int[] STEPS = {2, 8, 32};

  private final Session session;
  private final RecordQuery query;
  private final Function<Row, T> read;
  private final Function<Row, RecordPlace> place;
  private final int limit;

  /**
   * @param place where a row is in the list
   */
  RecordSearch(
      Session session,
      RecordQuery query,
      Function<Row, T> read,
      Function<Row, RecordPlace> place,
      int limit) {
    this.session = session;
    this.query = query;
    this.read = read;
    this.place = place;
    this.limit = limit;
  }

  /**
   * The page after a place.
   *
   * @param today the newest day on which there is much
   * @param since the oldest day to look at, or null
   */
  Future<RecordPage<T>> after(RecordPlace after, LocalDate today, LocalDate since) {
    LocalDate day = Columns.day(after.at());
    List<Days> steps = steps(day.isAfter(today) ? today : day, since);
    return further(new Found(), after, steps, MOST_STATEMENTS);
  }

  private static List<Days> steps(LocalDate newest, LocalDate since) {
    List<Days> steps = new ArrayList<>();
    LocalDate end = null;
    LocalDate begin = newest;
    for (int days : STEPS) {
      begin = (end == null ? newest : end).minusDays(days - 1L);
      steps.add(new Days(begin, end));
      end = begin.minusDays(1);
    }
    steps.add(new Days(null, end));
    steps.removeIf(days -> since != null && days.newest() != null && days.newest().isBefore(since));
    return steps;
  }

  /** The rows so far, and where each is. */
  private final class Found {
    final List<T> rows = new ArrayList<>();
    final List<RecordPlace> places = new ArrayList<>();

    /** Takes the rows; the place the search came to if it did not come to the end, else null. */
    RecordPlace add(RowSet<Row> part) {
      RecordPlace edge = null;
      for (Row row : part) {
        if (row.getBoolean("is_edge")) {
          edge = place.apply(row);
        } else {
          rows.add(read.apply(row));
          places.add(place.apply(row));
        }
      }
      return edge;
    }

    boolean isMoreThanAPage() {
      return rows.size() > limit;
    }

    RecordPage<T> page() {
      return new RecordPage<>(rows.subList(0, limit), places.get(limit - 1));
    }
  }

  private Future<RecordPage<T>> further(
      Found found, RecordPlace after, List<Days> steps, int statements) {
    // One more than is shown tells whether there is a next page.
    return session
        .run(query.part(after, steps.get(0), limit + 1 - found.rows.size()))
        .compose(
            part -> {
              RecordPlace edge = found.add(part);
              if (found.isMoreThanAPage()) {
                return Future.succeededFuture(found.page());
              }
              List<Days> left = edge == null ? steps.subList(1, steps.size()) : steps;
              if (left.isEmpty()) {
                return Future.succeededFuture(new RecordPage<>(found.rows, null));
              }
              RecordPlace next = edge == null ? end(left.get(0)) : edge;
              return statements == 1
                  ? Future.succeededFuture(new RecordPage<>(found.rows, next))
                  : further(found, next, left, statements - 1);
            });
  }

  /** The place before the newest record of some days. */
  private static RecordPlace end(Days days) {
    return RecordPlace.before(days.newest().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
