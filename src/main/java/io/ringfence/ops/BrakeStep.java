package io.ringfence.ops;

import io.vertx.core.json.JsonObject;

/**
 * Something an operator did to the brake, for the audit.
 *
 * @param id random, so that telling it twice is noticed
 * @param organisation its id in the database, or 0 for the whole node
 * @param action {@code observe.on} or {@code observe.off}
 * @param by who did it
 * @param detail a JSON object with the id in it
 */
public record BrakeStep(String id, int organisation, String action, String by, String detail) {
  JsonObject json() {
    return new JsonObject()
        .put("organisation", organisation)
        .put("action", action)
        .put("by", by)
        .put("detail", new JsonObject(detail));
  }

  /**
   * @throws RuntimeException if it was not kept by this program
   */
  static BrakeStep of(JsonObject kept) {
    JsonObject detail = kept.getJsonObject("detail");
    return new BrakeStep(
        detail.getString("id"),
        kept.getInteger("organisation"),
        kept.getString("action"),
        kept.getString("by"),
        detail.encode());
  }
}
