package io.ringfence.api;

import io.ringfence.audit.AuditRow;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** One JSON object a line, with everything that was hashed. */
final class AuditLines implements AuditExport.Format {
  @Override
  public String type() {
    return "application/x-ndjson";
  }

  @Override
  public Buffer head() {
    return Buffer.buffer();
  }

  @Override
  public Buffer rows(List<AuditRow> rows) {
    Buffer lines = Buffer.buffer();
    for (AuditRow row : rows) {
      lines.appendBuffer(AuditJson.hashed(row).toBuffer()).appendByte((byte) '\n');
    }
    return lines;
  }
}
