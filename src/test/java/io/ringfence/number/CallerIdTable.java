package io.ringfence.number;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.ringfence.domain.CallerId;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The rows of {@code numbers/caller-ids.csv}. */
final class CallerIdTable {
  private CallerIdTable() {}

  record Row(String raw, String region, String expected, String why) {
    @Override
    public String toString() {
      return "'" + raw + "' in " + region + " is " + expected + ": " + why;
    }
  }

  static List<Row> rows() {
    try (Reader reader =
            new InputStreamReader(
                CallerIdTable.class.getResourceAsStream("/numbers/caller-ids.csv"),
                StandardCharsets.UTF_8);
        CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(reader)) {
      return csv.stream().skip(1).map(CallerIdTable::row).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(CsvRecord fields) {
    return new Row(fields.getField(0), fields.getField(1), fields.getField(2), fields.getField(3));
  }

  /** As the table writes an outcome. */
  static String written(CallerId caller) {
    if (caller instanceof CallerId.Known known) {
      return known.number().toString();
    }
    if (caller instanceof CallerId.Short code) {
      return "SHORT:" + code.digits();
    }
    return caller instanceof CallerId.Withheld ? "WITHHELD" : "INVALID";
  }
}
