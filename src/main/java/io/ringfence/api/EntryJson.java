package io.ringfence.api;

import io.ringfence.domain.Channel;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Revision;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** An entry as the API writes it. */
final class EntryJson {
  private EntryJson() {}

  static JsonObject of(Entry entry) {
    return new JsonObject()
        .put("id", entry.id())
        .put("effect", entry.effect().word())
        .put("kind", entry.kind().word())
        .put("value", entry.value())
        .put("raw", entry.raw())
        .put("reason", entry.reason())
        .put("note", entry.note())
        .put("channels", new JsonArray(Channel.words(entry.channels())))
        .put("until", time(entry.until()))
        .put("observe", entry.observe())
        .put("source", entry.source())
        .put("visitor", entry.visitor())
        .put("created_at", time(entry.createdAt()))
        .put("created_by", entry.createdBy())
        .put("requested_by", object(entry.requestedBy()))
        .put("reference", entry.reference())
        .put("context", object(entry.context()))
        .put("lifted_at", time(entry.liftedAt()))
        .put("lifted_by", entry.liftedBy())
        .put("hits", entry.hits())
        .put("last_hit_at", time(entry.lastHitAt()))
        .put("revision", revision(entry.revision()));
  }

  static JsonObject of(EntryWrite write) {
    JsonArray warnings = new JsonArray();
    for (EntryWrite.Warning warning : write.warnings()) {
      Long other = warning.entry() == 0 ? null : Long.valueOf(warning.entry());
      JsonObject json = new JsonObject().put("code", warning.code()).put("entry", other);
      if (warning.protectedValue() != null) {
        json.put("protected", warning.protectedValue());
      }
      if (warning.line() != null) {
        json.put("line", warning.line());
      }
      warnings.add(json);
    }
    return of(write.entry()).put("outcome", write.outcome().word()).put("warnings", warnings);
  }

  /** The status of a write: 201 if it made the entry. */
  static int status(EntryWrite write) {
    return write.outcome() == EntryWrite.Outcome.CREATED ? 201 : 200;
  }

  /** RFC 3339 in UTC, or null. */
  static String time(Instant time) {
    return time == null ? null : time.toString();
  }

  private static JsonObject object(String json) {
    return json == null ? null : new JsonObject(json);
  }

  private static JsonObject revision(Revision revision) {
    return new JsonObject().put("shard", revision.shard()).put("seq", revision.seq());
  }
}
