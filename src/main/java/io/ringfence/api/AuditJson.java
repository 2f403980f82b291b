package io.ringfence.api;

import io.ringfence.audit.AuditRow;
import io.ringfence.store.AuditPage;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Rows of the audit as the API writes them. */
final class AuditJson {
  private AuditJson() {}

  static JsonObject page(AuditPage page, PageCursor cursor) {
    JsonArray data = new JsonArray();
    page.rows().forEach(row -> data.add(shown(row)));
    return new JsonObject()
        .put("data", data)
        .put("next", page.next() == null ? null : cursor.after(page.next()));
  }

  /** For people: what was before and after, taken apart. */
  private static JsonObject shown(AuditRow row) {
    Changed changed = Changed.of(row.detail());
    return common(row)
        .put("before", changed.before)
        .put("after", changed.after)
        .put("erased", row.detail() == null)
        .put("hash", row.hash());
  }

  /** For {@code audit verify}: everything that was hashed, the detail as the text it was. */
  static JsonObject hashed(AuditRow row) {
    AuditRow.Detail detail = row.detail();
    return new JsonObject()
        .put("chain", row.chain())
        .mergeIn(common(row))
        .put("detail", detail == null ? null : detail.text())
        .put("salt", detail == null ? null : detail.salt())
        .put("erased", detail == null)
        .put("detail_hash", row.detailHash())
        .put("previous_hash", row.previousHash())
        .put("hash", row.hash());
  }

  private static JsonObject common(AuditRow row) {
    return new JsonObject()
        .put("seq", row.seq())
        .put("at", row.at().toString())
        .put("action", row.action())
        .put("actor", row.actor())
        .put("key", row.key())
        .put("address", row.address())
        .put("request_id", row.requestId())
        .put("target", row.target());
  }

  /** What a detail says; what is no change but an event is all after. */
  record Changed(Object before, Object after) {
    static Changed of(AuditRow.Detail detail) {
      if (detail == null) {
        return new Changed(null, null);
      }
      Object said = read(detail.text());
      return said instanceof JsonObject two
              && (two.containsKey("before") || two.containsKey("after"))
          ? new Changed(two.getValue("before"), two.getValue("after"))
          : new Changed(null, said);
    }

    /** Whatever somebody put there is shown, even if it is nested deeper than JSON is read. */
    private static Object read(String text) {
      try {
        return Json.decodeValue(text);
      } catch (DecodeException unreadable) {
        return text;
      }
    }
  }
}
