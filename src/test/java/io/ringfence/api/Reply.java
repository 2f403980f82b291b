package io.ringfence.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.util.List;

/** What came back. */
record Reply(int status, HttpHeaders headers, String text) {

  String header(String name) {
    return headers.firstValue(name).orElse(null);
  }

  JsonObject json() {
    return new JsonObject(text);
  }

  /** The pointers of a problem's errors. */
  List<String> pointers() {
    return json().getJsonArray("errors", new JsonArray()).stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  /** What a problem says about one field. */
  String detail(String pointer) {
    return json().getJsonArray("errors", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(error -> error.getString("pointer").equals(pointer))
        .map(error -> error.getString("detail"))
        .findFirst()
        .orElse(null);
  }
}
