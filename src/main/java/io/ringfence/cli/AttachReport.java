package io.ringfence.cli;

import io.ringfence.telnyx.CallControlApplication;
import io.ringfence.telnyx.WebhookSettings.Change;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What was done to an application, or would be, for people and for scripts. */
final class AttachReport {
  private final CallControlApplication application;
  private final String status;
  private final List<Change> changes;
  private final List<String> notes = new ArrayList<>();
  private JsonObject line;

  /**
   * @param status {@code attached}, {@code would_attach}, {@code already_attached} and the same of
   *     {@code detached}
   */
  AttachReport(CallControlApplication application, String status, List<Change> changes) {
    this.application = application;
    this.status = status;
    this.changes = List.copyOf(changes);
  }

  AttachReport note(String note) {
    if (note != null) {
      notes.add(note);
    }
    return this;
  }

  AttachReport line(JsonObject line) {
    this.line = line;
    return this;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(status.replace('_', ' ')).append(": application ").append(application.id());
    text.append(" (").append(application.name()).append(')');
    changes.forEach(change -> text.append("\n  ").append(change));
    if (line != null) {
      String id = line.getString("id");
      text.append("\n  line ").append(id == null ? "(new)" : id).append(" in Ringfence: ");
      text.append(line.getString("action"))
          .append(", upstream ")
          .append(line.getString("upstream"));
    }
    notes.forEach(note -> text.append("\n").append(note));
    return text.toString();
  }

  JsonObject json() {
    JsonArray all = new JsonArray();
    for (Change change : changes) {
      all.add(
          new JsonObject()
              .put("field", change.field())
              .put("from", change.from())
              .put("to", change.to()));
    }
    return new JsonObject()
        .put("application", application.id())
        .put("status", status)
        .put("changes", all)
        .put("line", line)
        .put("notes", new JsonArray(List.copyOf(notes)));
  }
}
