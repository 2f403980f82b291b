package io.ringfence.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** What a request's body must be before the contract is asked about it. */
final class JsonBody {
  private static final String JSON = "application/json";
  private static final String LIMIT = "body_limit";

  private JsonBody() {}

  /**
   * Refuses what is not declared as JSON, before any of it is read.
   *
   * @param limit how many bytes there may be
   */
  static void requireDeclared(RoutingContext context, int limit) {
    context.put(LIMIT, limit);
    HttpServerRequest request = context.request();
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (hasBody(request)
        && !(isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))
            && (encoding == null || encoding.equalsIgnoreCase("identity")))) {
      throw new Refusal(Problem.notJsonType());
    }
    context.next();
  }

  /** How many bytes the body may have of a request whose body was found too large. */
  static int limit(RoutingContext context) {
    return context.get(LIMIT, Problem.MAX_BODY);
  }

  /** The object that the body is. */
  static JsonObject read(Buffer body) {
    if (body == null || body.length() == 0) {
      throw new Refusal(Problem.malformed("The body is empty; it must be a JSON object."));
    }
    if (decoded(body) instanceof JsonObject object) {
      return object;
    }
    throw Refusal.invalid("", "must be an object");
  }

  private static Object decoded(Buffer body) {
    try {
      return Json.decodeValue(body);
    } catch (DecodeException notJson) {
      throw new Refusal(Problem.malformed("The body is not JSON" + place(notJson) + "."));
    }
  }

  private static String place(DecodeException notJson) {
    return notJson.getCause() instanceof JsonProcessingException cause
            && cause.getLocation() != null
        ? ": see line "
            + cause.getLocation().getLineNr()
            + ", column "
            + cause.getLocation().getColumnNr()
        : "";
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
        || length != null && !length.equals("0");
  }

  private static boolean isJson(String type) {
    return type != null && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JSON);
  }
}
