package io.ringfence.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the API answers to a request it does not do, as RFC 9457 describes it. The type is {@code
 * about:blank} nearly always: the status is all there is to tell programs, the rest is for people.
 *
 * @param errors single faults, each at its place; often none
 * @param headers to be sent with it
 * @param members what this one has and others have not, {@code type} for one of its own
 */
record Problem(
    int status,
    String detail,
    List<Fault> errors,
    Map<String, String> headers,
    Map<String, Object> members) {
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(417, "Expectation Failed"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"));

  /** Bytes of a body, where the contract does not say otherwise. */
  static final int MAX_BODY = 1 << 20;

  Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
    members = Map.copyOf(members);
    if (!TITLES.containsKey(status)) {
      throw new IllegalArgumentException("no problem has status " + status);
    }
  }

  private Problem(int status, String detail) {
    this(status, detail, List.of(), Map.of());
  }

  private Problem(int status, String detail, List<Fault> errors, Map<String, String> headers) {
    this(status, detail, errors, headers, Map.of());
  }

  static Problem malformed(String detail) {
    return new Problem(400, detail);
  }

  static Problem unauthorized(String detail) {
    return new Problem(401, detail, List.of(), Map.of("WWW-Authenticate", "Bearer"));
  }

  static Problem forbidden(String permission) {
    return new Problem(403, "This key lacks the permission " + permission + ".");
  }

  /** For what only another key of the same permissions may be touched with. */
  static Problem operatorsOnly(String what) {
    return new Problem(403, "Only a key with the permission operator " + what + ".");
  }

  static Problem notFound(String detail) {
    return new Problem(404, detail);
  }

  static Problem methodNotAllowed(String allow) {
    return new Problem(405, "This path has no such method.", List.of(), Map.of("Allow", allow));
  }

  static Problem tooSlow() {
    // What is left of the body is not waited for.
    return new Problem(
        408, "The body did not arrive in time.", List.of(), Map.of("Connection", "close"));
  }

  /** Understood, and not possible as things stand. */
  static Problem conflict(String detail, Fault... errors) {
    return new Problem(409, detail, List.of(errors), Map.of());
  }

  /**
   * @param count how many entries there are, where another number was expected
   */
  static Problem miscounted(String detail, String pointer, long count) {
    Fault fault = new Fault(pointer, "must be " + count);
    return new Problem(409, detail, List.of(fault), Map.of(), Map.of("count", count));
  }

  static Problem changed() {
    return new Problem(412, "The entry has changed since it was read; nothing was done.");
  }

  static Problem tooLarge(int limit) {
    // What is left of the body is not read: the connection cannot be used again.
    return new Problem(
        413,
        "The body has more than " + limit + " bytes.",
        List.of(),
        Map.of("Connection", "close"));
  }

  static Problem notJsonType() {
    return new Problem(415, "The body must be JSON, with Content-Type: application/json.");
  }

  static Problem expectation() {
    return new Problem(417, "Of expectations only 100-continue is met.");
  }

  static Problem invalid(List<Fault> errors) {
    String detail =
        errors.size() == 1
            ? "A field cannot be used as it is."
            : errors.size() + " fields cannot be used as they are.";
    return new Problem(422, detail, errors, Map.of());
  }

  static Problem invalid(String pointer, String detail) {
    return invalid(List.of(new Fault(pointer, detail)));
  }

  /**
   * @param beginning before which nothing was kept
   */
  static Problem historyStarts(Instant beginning) {
    String starts = EntryJson.time(beginning);
    return new Problem(
        422,
        "The history starts later than that.",
        List.of(new Fault("/query/at", "must not be before " + starts)),
        Map.of(),
        Map.of("type", "history_starts", "history_starts", starts));
  }

  /**
   * @param seconds after which to try again
   */
  static Problem tooMany(String detail, long seconds) {
    return new Problem(429, detail, List.of(), Map.of("Retry-After", Long.toString(seconds)));
  }

  static Problem internal() {
    return new Problem(500, "The gateway failed; its log has this request_id.");
  }

  static Problem unavailable(String detail) {
    return new Problem(503, detail, List.of(), Map.of("Retry-After", "1"));
  }

  JsonObject json(String requestId) {
    JsonObject json =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", TITLES.get(status))
            .put("status", status)
            .put("detail", detail)
            .put("request_id", requestId);
    if (!errors.isEmpty()) {
      json.put("errors", new JsonArray(errors.stream().map(Fault::json).toList()));
    }
    members.forEach(json::put);
    return json;
  }

  /**
   * One field at fault.
   *
   * @param pointer a JSON pointer (RFC 6901) into the body, or {@code /query/…} or {@code
   *     /header/…}
   * @param detail what is wrong and what would do, without a subject: "is missing"
   */
  record Fault(String pointer, String detail) {
    JsonObject json() {
      return new JsonObject().put("pointer", pointer).put("detail", detail);
    }
  }
}
