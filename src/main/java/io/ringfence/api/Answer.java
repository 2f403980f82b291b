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
 * @param text a body that is written out already, or null
 * @param headers beside the request's id
 * @param written the change that was made, or null where none was
 */
record Answer(
    int status, JsonObject json, Buffer text, Map<String, String> headers, Written written) {
  private static final Map<String, String> JSON =
      Map.of("Content-Type", "application/json", "Cache-Control", "no-store");

  Answer {
    headers = Map.copyOf(headers);
  }

  /**
   * @param revision of the change, or of what stands where nothing changed
   * @param changed whether anything was
   */
  record Written(Revision revision, boolean changed) {}

  static Answer json(int status, JsonObject body) {
    return new Answer(status, body, null, JSON, null);
  }

  /**
   * @param body a JSON object already, in so many bytes that reading it again would be too much
   */
  static Answer json(int status, Buffer body) {
    return new Answer(status, null, body, JSON, null);
  }

  static Answer text(String type, Buffer text) {
    return new Answer(200, null, text, Map.of("Content-Type", type), null);
  }

  static Answer nothing() {
    return new Answer(204, null, null, Map.of(), null);
  }

  /** Nothing, but to one who waits this. */
  static Answer nothingOr(JsonObject waited) {
    return json(204, waited);
  }

  Answer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, json, text, all, written);
  }

  Answer wrote(Revision revision, boolean changed) {
    return new Answer(status, json, text, headers, new Written(revision, changed));
  }

  /** The same with how far it has come. */
  Answer effective(JsonObject effective) {
    int now = status == 204 ? 200 : status;
    if (text != null) {
      Buffer longer = text.getBuffer(0, text.length() - 1).appendString(",\"effective\":");
      return new Answer(
          now, null, longer.appendBuffer(effective.toBuffer()).appendString("}"), headers, written);
    }
    JsonObject body = json == null ? new JsonObject() : json.copy();
    return new Answer(now, body.put("effective", effective), null, headers, written);
  }

  /** Null for none. */
  Buffer body() {
    return status == 204 ? null : json == null ? text : json.toBuffer();
  }
}
