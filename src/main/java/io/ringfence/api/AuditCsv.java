package io.ringfence.api;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.ringfence.audit.AuditRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/** A table for a spreadsheet (RFC 4180), in which nothing that anybody wrote is a formula. */
final class AuditCsv implements AuditExport.Format {
  private static final String[] COLUMNS = {
    "seq",
    "at",
    "action",
    "actor",
    "key",
    "address",
    "request_id",
    "target",
    "before",
    "after",
    "erased",
    "hash"
  };

  @Override
  public String type() {
    return "text/csv; charset=utf-8";
  }

  @Override
  public Buffer head() {
    StringWriter text = new StringWriter();
    to(text).writeRecord(COLUMNS);
    return Buffer.buffer(text.toString());
  }

  @Override
  public Buffer rows(List<AuditRow> rows) {
    StringWriter text = new StringWriter();
    CsvWriter csv = to(text);
    rows.forEach(row -> csv.writeRecord(cells(row)));
    return Buffer.buffer(text.toString());
  }

  /** Into memory, unbuffered: there is nothing to close. */
  private static CsvWriter to(StringWriter text) {
    return CsvWriter.builder().bufferSize(0).build(text);
  }

  private static String[] cells(AuditRow row) {
    AuditJson.Changed changed = AuditJson.Changed.of(row.detail());
    return Stream.of(
            Long.toString(row.seq()),
            row.at().toString(),
            row.action(),
            row.actor(),
            row.key(),
            row.address(),
            row.requestId(),
            row.target(),
            json(changed.before()),
            json(changed.after()),
            Boolean.toString(row.detail() == null),
            row.hash())
        .map(CsvCell::safe)
        .toArray(String[]::new);
  }

  private static String json(Object value) {
    return value == null ? null : Json.encode(value);
  }
}
