package io.ringfence.audit;

/**
 * The text of a row that its hash covers: what PostgreSQL's {@code json_build_array} makes of its
 * columns, to the byte. Migration V0004, {@code audit_text}.
 */
final class AuditText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder text = new StringBuilder(256).append('[');

  private AuditText() {}

  static String of(AuditRow row) {
    AuditText array = new AuditText();
    array.text.append(row.chain()).append(", ").append(row.seq());
    array.text.append(", ").append(row.micros());
    array.add(row.action());
    array.add(row.actor());
    array.add(row.key());
    array.add(row.address());
    array.add(row.requestId());
    array.add(row.target());
    array.add(row.detailHash());
    return array.text.append(']').toString();
  }

  private void add(String value) {
    text.append(", ");
    if (value == null) {
      text.append("null");
      return;
    }
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      escape(value.charAt(i));
    }
    text.append('"');
  }

  /** As {@code escape_json} in PostgreSQL's json.c: no slash, no DEL, nothing above ASCII. */
  private void escape(char c) {
    switch (c) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (c < ' ') {
          text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
        } else {
          text.append(c);
        }
      }
    }
  }
}
