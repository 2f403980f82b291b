package io.ringfence.api;

import io.ringfence.domain.KeyDetails;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A key as the API writes it. */
final class KeyJson {
  private KeyJson() {}

  static JsonObject of(KeyDetails key) {
    return new JsonObject()
        .put("id", key.id())
        .put("name", key.name())
        .put("permissions", new JsonArray(key.permissions()))
        .put("owner", key.owner())
        .put("expires_at", EntryJson.time(key.expiresAt()))
        .put("created_at", EntryJson.time(key.createdAt()))
        .put("created_by", key.createdBy())
        .put("last_used_at", EntryJson.time(key.lastUsedAt()))
        .put("revoked_at", EntryJson.time(key.revokedAt()))
        .put("revoked_by", key.revokedBy())
        .put("managed_by", key.configured() ? "config" : null);
  }
}
