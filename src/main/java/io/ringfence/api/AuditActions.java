package io.ringfence.api;

import io.ringfence.audit.Head;
import io.ringfence.domain.Organisation;
import io.ringfence.store.AuditFilter;
import io.ringfence.store.AuditStore;
import io.ringfence.store.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The audit: in pages, as a whole, and where it stands. */
final class AuditActions implements Actions {
  private final AuditStore audit;

  AuditActions(Database database) {
    this.audit = new AuditStore(database);
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listAudit", this::list);
    actions.put("auditHead", this::head);
  }

  private Future<Answer> list(ApiCall call) {
    Organisation organisation = Whose.organisation(call);
    AuditFilter filter = filter(call);
    String format = format(call);
    if (format.equals("json")) {
      PageCursor cursor = new PageCursor(organisation, filter.toString());
      long before = cursor.before(call.text("cursor"));
      return new AuditSearch(audit, organisation, filter, (int) call.number("limit"))
          .from(before)
          .map(page -> Answer.json(200, AuditJson.page(page, cursor)));
    }
    if (call.text("cursor") != null) {
      throw Refusal.invalid("/query/cursor", "goes with format=json only: an export has no pages");
    }
    AuditExport.Format written = format.equals("csv") ? new AuditCsv() : new AuditLines();
    String file = "attachment; filename=\"audit." + format + "\"";
    return Future.succeededFuture(
        Answer.streamed(written.type(), new AuditExport(audit, organisation, filter, written))
            .with("Content-Disposition", file));
  }

  private Future<Answer> head(ApiCall call) {
    return audit.head(Whose.organisation(call)).map(head -> Answer.json(200, json(head)));
  }

  private static JsonObject json(Head head) {
    return new JsonObject()
        .put("chain", head.chain())
        .put("seq", head.seq())
        .put("hash", head.hash())
        .put("at", EntryJson.time(head.at()));
  }

  /** The parameter wins: one can type it. */
  private static String format(ApiCall call) {
    String accept = call.text("Accept") == null ? "" : call.text("Accept");
    String asked = call.text("format");
    if (asked != null) {
      return asked;
    }
    return accept.contains("text/csv")
        ? "csv"
        : accept.contains("application/x-ndjson") ? "ndjson" : "json";
  }

  private static AuditFilter filter(ApiCall call) {
    return new AuditFilter(
        call.text("action"),
        call.text("actor"),
        call.text("target"),
        call.text("key"),
        call.text("request_id"),
        QueryTime.of(call, "from"),
        QueryTime.of(call, "to"));
  }
}
