package io.ringfence.store;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryEdit;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Precondition;
import io.ringfence.domain.Revision;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Entries to and from rows. */
final class EntryRows {
  /** Ends in a condition, so that others can follow. */
  static final String SELECT =
      "SELECT e.*, ringfence.entry_seq(e.organisation_id, e.id) AS seq,"
          + " coalesce(h.hits, 0) AS hits, h.last_hit_at"
          + " FROM ringfence.entry e LEFT JOIN ringfence.entry_hit h"
          + " ON h.organisation_id = e.organisation_id AND h.entry_id = e.id"
          + " WHERE e.organisation_id = $1::int";

  private EntryRows() {}

  /** The row that is asked for; what the database fills in itself is left out. */
  static JsonObject asked(Organisation organisation, EntryDraft draft) {
    return new JsonObject()
        .put("organisation_id", organisation.id())
        .put("effect", draft.effect().word())
        .put("kind", draft.kind().word())
        .put("value", draft.value())
        .put("raw", draft.raw())
        .put("numbering", draft.numbering())
        .put("reason", draft.reason())
        .put("note", draft.note())
        .put("channels", draft.channels())
        .put("until", draft.until() == null ? null : draft.until().toString())
        .put("observe", draft.observe())
        .put("requested_by", object(draft.requestedBy()))
        .put("reference", draft.reference())
        .put("context", object(draft.context()));
  }

  private static JsonObject object(String json) {
    return json == null ? null : new JsonObject(json);
  }

  static EntryWrite write(Organisation organisation, Row row) {
    Entry entry = entry(organisation, row);
    List<EntryWrite.Warning> warnings = new ArrayList<>();
    JsonArray array = (JsonArray) row.getValue("warnings");
    for (int i = 0; i < array.size(); i++) {
      JsonObject warning = array.getJsonObject(i);
      warnings.add(new EntryWrite.Warning(warning.getString("code"), warning.getLong("entry")));
    }
    return new EntryWrite(
        EntryWrite.Outcome.of(row.getString("outcome")), entry, warnings, entry.revision());
  }

  /** What became of the one entry that a function was asked to change. */
  static EntryEdit edit(Organisation organisation, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return new EntryEdit.Absent();
    }
    Row row = rows.iterator().next();
    return switch (row.getString("outcome")) {
      case "stale" -> new EntryEdit.Stale();
      case "ended" -> new EntryEdit.Ended(entry(organisation, row));
      default -> new EntryEdit.Done(write(organisation, row));
    };
  }

  /** The numbers of the changes that may have been the last; null for any. */
  static Long[] seqs(Organisation organisation, Precondition expected) {
    return expected.revisions() == null
        ? null
        : expected.revisions().stream()
            .filter(revision -> revision.shard() == organisation.shard())
            .map(Revision::seq)
            .toArray(Long[]::new);
  }

  static Entry entry(Organisation organisation, Row row) {
    return new Entry(
        row.getLong("id"),
        Effect.of(row.getString("effect")),
        Kind.of(row.getString("kind")),
        row.getString("value"),
        row.getString("raw"),
        row.getString("reason"),
        row.getString("note"),
        row.getInteger("channels"),
        instant(row, "until"),
        row.getBoolean("observe"),
        row.getString("source"),
        row.getString("visitor"),
        instant(row, "created_at"),
        row.getString("created_by"),
        json(row, "requested_by"),
        row.getString("reference"),
        json(row, "context"),
        instant(row, "lifted_at"),
        row.getString("lifted_by"),
        row.getLong("hits"),
        instant(row, "last_hit_at"),
        new Revision(organisation.shard(), row.getLong("seq")));
  }

  static OffsetDateTime time(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static String json(Row row, String column) {
    JsonObject object = row.getJsonObject(column);
    return object == null ? null : object.encode();
  }
}
