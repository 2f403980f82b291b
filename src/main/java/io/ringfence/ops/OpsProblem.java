package io.ringfence.ops;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.UUID;

/**
 * What this listener answers to a request it does not do, as RFC 9457 describes it.
 *
 * @param pointer to the member at fault, or null
 */
record OpsProblem(int status, String detail, String pointer) {
  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad Request",
          401, "Unauthorized",
          403, "Forbidden",
          413, "Content Too Large",
          415, "Unsupported Media Type",
          422, "Unprocessable Content",
          500, "Internal Server Error",
          503, "Service Unavailable");

  OpsProblem(int status, String detail) {
    this(status, detail, null);
  }

  /** A member that cannot be used, with what is wrong and what would do. */
  static OpsProblem at(String pointer, String detail) {
    return new OpsProblem(422, detail, pointer);
  }

  /** What vertx-web itself refused. */
  static OpsProblem of(int status) {
    int known = TITLES.containsKey(status) ? status : 500;
    String detail =
        known == 413 ? "The body is too large." : known == 500 ? "See the gateway's log." : null;
    return new OpsProblem(known, detail);
  }

  void answer(RoutingContext call) {
    JsonObject json =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", TITLES.get(status))
            .put("status", status)
            .put("detail", pointer == null ? detail : "A field cannot be used as it is.")
            .put("request_id", UUID.randomUUID().toString());
    if (pointer != null) {
      JsonObject error = new JsonObject().put("pointer", pointer).put("detail", detail);
      json.put("errors", new JsonArray().add(error));
    }
    if (status == 401) {
      call.response().putHeader("WWW-Authenticate", "Bearer");
    }
    call.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(json.encode());
  }
}
