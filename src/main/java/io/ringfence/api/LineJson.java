package io.ringfence.api;

import io.ringfence.domain.Line;
import io.ringfence.domain.LineSettings;
import io.vertx.core.json.JsonObject;

/** A line as the API writes it. */
final class LineJson {
  private LineJson() {}

  static JsonObject of(LineSettings settings) {
    Line line = settings.line();
    JsonObject json =
        new JsonObject()
            .put("id", line.publicId())
            .put("account", settings.account())
            .put("number", line.number() == null ? null : line.number().toString())
            .put("connection_id", line.connectionId())
            .put("upstream", line.upstream())
            .put("region", line.region())
            .put("cause", line.cause())
            .put("policies", SettingsJson.of(line.policies()))
            .put("observe", line.observe());
    return SettingsJson.managed(json, settings.managed())
        .put("created_at", EntryJson.time(settings.createdAt()))
        .put("updated_at", EntryJson.time(settings.updatedAt()));
  }
}
