package io.ringfence.number;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallerIdTableTest {
  private static final Numbering NUMBERING = new Numbering();

  static List<CallerIdTable.Row> rows() {
    return CallerIdTable.rows();
  }

  @Test
  void readsEveryRowOfTheTable() {
    assertEquals(75, rows().size());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsTheCallerAsTheTableSays(CallerIdTable.Row row) {
    // When
    String first = CallerIdTable.written(NUMBERING.caller(row.raw(), row.region()));

    // Then
    assertEquals(row.expected(), first);
    assertEquals(row.expected(), CallerIdTable.written(NUMBERING.caller(row.raw(), row.region())));
    assertEquals(
        row.expected(), CallerIdTable.written(NUMBERING.readInFull(row.raw(), row.region())));
  }
}
