package io.ringfence.api;

import io.ringfence.domain.Revision;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an action answers when all is well.
 *
 * @param body or null for none; with status 204 it is what is answered instead to one who waits
 * @param headers beside the request's id
 * @param written the change that was made, or null where none was
 */
record Answer(int status, Body body, Map<String, String> headers, Written written) {
  private static final Map<String, String> JSON = type("application/json");

  Answer {
    headers = Map.copyOf(headers);
  }

  /** What is sent. */
  sealed interface Body permits Json, Bytes, Streamed {}

  record Json(JsonObject object) implements Body {}

  record Bytes(Buffer bytes) implements Body {}

  /**
   * @param revision of the change, or of what stands where nothing changed
   * @param changed whether anything was
   */
  record Written(Revision revision, boolean changed) {}

  static Answer json(int status, JsonObject body) {
    return new Answer(status, new Json(body), JSON, null);
  }

  /**
   * @param body a JSON object already, in so many bytes that reading it again would be too much
   */
  static Answer json(int status, Buffer body) {
    return new Answer(status, new Bytes(body), JSON, null);
  }

  static Answer streamed(String type, Streamed body) {
    return new Answer(200, body, type(type), null);
  }

  static Answer text(String type, Buffer text) {
    return new Answer(200, new Bytes(text), Map.of("Content-Type", type), null);
  }

  static Answer nothing() {
    return new Answer(204, null, Map.of(), null);
  }

  /** Nothing, but to one who waits this. */
  static Answer nothingOr(JsonObject waited) {
    return json(204, waited);
  }

  private static Map<String, String> type(String type) {
    return Map.of("Content-Type", type, "Cache-Control", "no-store");
  }

  Answer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, body, all, written);
  }

  Answer wrote(Revision revision, boolean changed) {
    return new Answer(status, body, headers, new Written(revision, changed));
  }

  /** The same with how far it has come. */
  Answer effective(JsonObject effective) {
    return new Answer(status == 204 ? 200 : status, longer(effective), headers, written);
  }

  private Body longer(JsonObject effective) {
    if (body instanceof Bytes bytes) {
      Buffer open = bytes.bytes().getBuffer(0, bytes.bytes().length() - 1);
      return new Bytes(
          open.appendString(",\"effective\":")
              .appendBuffer(effective.toBuffer())
              .appendString("}"));
    }
    JsonObject object = body instanceof Json json ? json.object().copy() : new JsonObject();
    return new Json(object.put("effective", effective));
  }

  /** What is sent, unless it is streamed; null for nothing. */
  Buffer bytes() {
    if (status == 204 || body == null) {
      return null;
    }
    return body instanceof Json json ? json.object().toBuffer() : ((Bytes) body).bytes();
  }
}
