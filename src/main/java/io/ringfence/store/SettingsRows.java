package io.ringfence.store;

import io.ringfence.domain.Revision;
import io.ringfence.domain.SettingsWrite;
import io.ringfence.domain.SettingsWrite.Obstacle;
import io.ringfence.domain.SettingsWrite.Outcome;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What the rows of organisations, accounts and lines have in common. */
final class SettingsRows {
  private SettingsRows() {}

  /** What a function that writes answered: one row, or none where there is no such thing. */
  static <T> SettingsWrite<T> write(RowSet<Row> rows, Function<Row, T> thing) {
    if (rows.size() == 0) {
      return new SettingsWrite.Absent<>();
    }
    Row row = rows.iterator().next();
    String word = row.getString("outcome").toUpperCase(Locale.ROOT);
    for (Outcome outcome : Outcome.values()) {
      if (outcome.name().equals(word)) {
        Revision revision = new Revision(row.getInteger("at_shard"), row.getLong("seq"));
        return new SettingsWrite.Done<>(outcome, thing.apply(row), revision);
      }
    }
    return new SettingsWrite.Refused<>(
        Obstacle.valueOf(word), row.getString("field"), row.getString("other"));
  }

  static <T> List<T> all(RowSet<Row> rows, Function<Row, T> thing) {
    List<T> things = new ArrayList<>(rows.size());
    rows.forEach(row -> things.add(thing.apply(row)));
    return things;
  }

  static List<String> texts(Row row, String column) {
    return Arrays.asList(row.getArrayOfStrings(column));
  }

  static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  static JsonObject object(Row row, String column) {
    return row.getJsonObject(column);
  }

  /** What ILIKE finds a text with, wherever it stands. */
  static String containing(String text) {
    return text == null ? null : "%" + text.replaceAll("[\\\\%_]", "\\\\$0") + "%";
  }
}
