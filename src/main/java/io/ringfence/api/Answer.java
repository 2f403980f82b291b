package io.ringfence.api;

import io.ringfence.domain.Revision;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an action answers when all is well.
 *
 * @param json or null; with status 204 it is what is answered instead to one who waits
 * @param text a body that is no JSON, or null
 * @param headers beside the request's id
 * @param written the change that was made, or null where none was
 * @param streamed a body that is too long to be held, or null
 */
record Answer(
    int status,
    JsonObject json,
    Buffer text,
    Map<String, String> headers,
    Written written,
    Streamed streamed) {
  Answer {
    headers = Map.copyOf(headers);
  }

  /**
   * @param revision of the change, or of what stands where nothing changed
   * @param changed whether anything was
   */
  record Written(Revision revision, boolean changed) {}

  static Answer json(int status, JsonObject body) {
    return new Answer(
        status,
        body,
        null,
        Map.of("Content-Type", "application/json", "Cache-Control", "no-store"),
        null,
        null);
  }

  static Answer streamed(String type, Streamed body) {
    Map<String, String> headers = Map.of("Content-Type", type, "Cache-Control", "no-store");
    return new Answer(200, null, null, headers, null, body);
  }

  static Answer text(String type, Buffer text) {
    return new Answer(200, null, text, Map.of("Content-Type", type), null, null);
  }

  static Answer nothing() {
    return new Answer(204, null, null, Map.of(), null, null);
  }

  /** Nothing, but to one who waits this. */
  static Answer nothingOr(JsonObject waited) {
    return json(204, waited);
  }

  Answer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, json, text, all, written, streamed);
  }

  Answer wrote(Revision revision, boolean changed) {
    return new Answer(status, json, text, headers, new Written(revision, changed), streamed);
  }

  /** The same with how far it has come. */
  Answer effective(JsonObject effective) {
    JsonObject body = json == null ? new JsonObject() : json.copy();
    return new Answer(
        status == 204 ? 200 : status,
        body.put("effective", effective),
        text,
        headers,
        written,
        streamed);
  }

  /** Null for none. */
  Buffer body() {
    return status == 204 ? null : json == null ? text : json.toBuffer();
  }
}
