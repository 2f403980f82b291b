package io.ringfence.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an action answers when all is well.
 *
 * @param body or null for none
 * @param headers beside the request's id; without Content-Type there is no body
 */
record Answer(int status, Buffer body, Map<String, String> headers) {
  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(int status, JsonObject body) {
    return json(status, body.toBuffer());
  }

  /**
   * @param body JSON already
   */
  static Answer json(int status, Buffer body) {
    return new Answer(
        status, body, Map.of("Content-Type", "application/json", "Cache-Control", "no-store"));
  }

  static Answer nothing() {
    return new Answer(204, null, Map.of());
  }

  Answer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, body, all);
  }
}
