package io.ringfence.ops;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What nothing is rejected of.
 *
 * @param organisation its id in the database, or 0 for the whole node
 * @param publicId {@code org_…}, or null for the whole node
 * @param slug of the organisation, or null for the whole node
 * @param until when it ends by itself, in milliseconds since 1970 UTC, exclusive
 * @param by who asked for it
 */
record BrakeScope(
    int organisation, String publicId, String slug, Instant since, long until, String by) {
  static final int NODE = 0;
  static final long WITHOUT_END = Long.MAX_VALUE;

  boolean isNode() {
    return organisation == NODE;
  }

  boolean covers(int id, long now) {
    return (organisation == NODE || organisation == id) && until > now;
  }

  /** As it is shown, and kept. */
  JsonObject json() {
    return new JsonObject()
        .put("id", publicId)
        .put("slug", slug)
        .put("since", since.toString())
        .put("until", end())
        .put("by", by);
  }

  /** As RFC 3339 has it, or null. */
  String end() {
    return until == WITHOUT_END ? null : Instant.ofEpochMilli(until).toString();
  }

  /** For the log: "for organisation second until 2026-11-21T04:00:00Z". */
  @Override
  public String toString() {
    return (isNode() ? "for the whole node" : "for organisation " + slug)
        + (until == WITHOUT_END ? "" : " until " + end());
  }

  JsonObject kept() {
    return json().put("organisation", organisation);
  }

  /**
   * @throws RuntimeException if it was not kept by this program
   */
  static BrakeScope of(JsonObject kept) {
    String until = kept.getString("until");
    return new BrakeScope(
        kept.getInteger("organisation"),
        kept.getString("id"),
        kept.getString("slug"),
        Instant.parse(kept.getString("since")),
        until == null ? WITHOUT_END : Instant.parse(until).toEpochMilli(),
        kept.getString("by"));
  }
}
