package io.ringfence.cli;

import io.ringfence.audit.AuditRow;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A line of an export back into the row it was. */
final class AuditLine {
  private static final Set<String> MEMBERS =
      Set.of(
          "chain",
          "seq",
          "at",
          "action",
          "actor",
          "key",
          "address",
          "request_id",
          "target",
          "detail",
          "salt",
          "erased",
          "detail_hash",
          "previous_hash",
          "hash");

  private AuditLine() {}

  /** Empty for what no export writes: whatever is in a line is covered by a hash, or refused. */
  static Optional<AuditRow> read(String line) {
    try {
      JsonObject json = new JsonObject(line);
      AuditRow row = row(json);
      boolean consistent = json.getBoolean("erased") == (row.detail() == null);
      return consistent && json.fieldNames().equals(MEMBERS) ? Optional.of(row) : Optional.empty();
    } catch (DecodeException
        | DateTimeException
        | ArithmeticException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException noRow) {
      return Optional.empty();
    }
  }

  private static AuditRow row(JsonObject json) {
    String detail = json.getString("detail");
    String salt = json.getString("salt");
    return new AuditRow(
        Math.toIntExact(whole(json, "chain")),
        whole(json, "seq"),
        Instant.parse(json.getString("at")),
        json.getString("action"),
        json.getString("actor"),
        json.getString("key"),
        json.getString("address"),
        json.getString("request_id"),
        json.getString("target"),
        detail == null && salt == null ? null : new AuditRow.Detail(salt, detail),
        json.getString("detail_hash"),
        json.getString("previous_hash"),
        json.getString("hash"));
  }

  /** Vert.x would take 3.7 for 3. */
  private static long whole(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException(name + " is no whole number");
  }
}
