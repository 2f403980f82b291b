package io.ringfence.store;

import io.ringfence.domain.KeyDetails;
import io.ringfence.domain.KeyWrite;
import io.ringfence.domain.Revision;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Keys out of rows.
 *
 * @param configuredHash of the key that configuration gives, or null: a node knows it better than
 *     the table, where one that was made at the first start looks the same
 */
record KeyRows(String configuredHash) {
  KeyWrite write(Row row) {
    return new KeyWrite(
        KeyWrite.Outcome.of(row.getString("outcome")),
        key(row),
        new Revision(row.getInteger("shard"), row.getLong("seq")));
  }

  KeyDetails key(Row row) {
    return new KeyDetails(
        row.getInteger("id"),
        row.getString("public_id"),
        row.getString("name"),
        List.of(row.getArrayOfStrings("permissions")),
        row.getString("owner"),
        instant(row, "expires_at"),
        instant(row, "created_at"),
        row.getString("created_by"),
        instant(row, "last_used_at"),
        instant(row, "revoked_at"),
        row.getString("revoked_by"),
        row.getString("hash").equals(configuredHash));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
