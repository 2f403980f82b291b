package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCellTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "=HYPERLINK(\"https://evil.example\")",
        "+cmd|' /C calc'!A0",
        "+1-1",
        "+1 415 555 2671",
        "+",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1"
      })
  void disarmsWhatASpreadsheetWouldCompute(String cell) {
    assertEquals("'" + cell, CsvCell.safe(cell));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+14155552671", "+4930901820", "alice@example.com", "a=b", "1-2", "{\"a\":1}", ""})
  void leavesTheRestAsItIs(String cell) {
    assertEquals(cell, CsvCell.safe(cell));
  }

  @Test
  void isEmptyWhereThereIsNothing() {
    assertEquals("", CsvCell.safe(null));
  }
}
