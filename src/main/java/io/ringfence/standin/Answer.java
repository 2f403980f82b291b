package io.ringfence.standin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** What a stand-in does with a request. */
public sealed interface Answer {

  /** An ordinary answer. */
  record Reply(int status, Map<String, String> headers, Buffer body) implements Answer {
    public Reply {
      headers = Map.copyOf(headers);
    }
  }

  /** Another answer, later. */
  record Late(Duration by, Answer then) implements Answer {}

  /** None at all, with the connection left open. */
  record Silence() implements Answer {}

  /** The connection is closed instead. */
  record Cut() implements Answer {}

  /** A body without end. */
  record Endless(int status) implements Answer {}

  /** A body that begins and never goes on. */
  record Stalled(int status) implements Answer {}

  /** Whatever the real one would answer, by its rules. */
  record AsTheRealOne() implements Answer {}

  static Answer asTheRealOne() {
    return new AsTheRealOne();
  }

  static Answer silence() {
    return new Silence();
  }

  static Answer cut() {
    return new Cut();
  }

  static Answer endless(int status) {
    return new Endless(status);
  }

  static Answer stalled(int status) {
    return new Stalled(status);
  }

  static Answer late(Duration by, Answer then) {
    return new Late(by, then);
  }

  static Answer reply(int status, JsonObject body) {
    return new Reply(status, Map.of("Content-Type", "application/json"), body.toBuffer());
  }

  /** An error in the form of Telnyx's API. */
  static Answer error(int status, String code, String title, String detail) {
    JsonObject error = new JsonObject().put("code", code).put("title", title).put("detail", detail);
    return reply(status, new JsonObject().put("errors", new JsonArray().add(error)));
  }

  static Answer accepted() {
    return reply(200, new JsonObject().put("data", new JsonObject().put("result", "ok")));
  }

  static Answer alreadyEnded() {
    return error(422, "90018", "Call has already ended", "This call is no longer active.");
  }

  static Answer unknownCall() {
    return error(422, "90015", "Invalid Call Control ID", "The call_control_id is not known.");
  }

  static Answer unauthorized() {
    return error(401, "10009", "Authentication failed", "The API key is not valid.");
  }

  static Answer forbidden() {
    return error(403, "10010", "Authorization failed", "The API key may not do this.");
  }

  static Answer notFound() {
    return error(404, "10005", "Resource not found", "There is nothing at this address.");
  }

  /** A change that Telnyx does not take. */
  static Answer invalid(String member) {
    JsonObject error =
        new JsonObject()
            .put("code", "10015")
            .put("title", "Invalid parameter")
            .put("detail", "The value is not valid.")
            .put("source", new JsonObject().put("pointer", "/" + member));
    return reply(422, new JsonObject().put("errors", new JsonArray().add(error)));
  }

  /**
   * Too many requests.
   *
   * @param resetSeconds the header {@code x-ratelimit-reset}
   */
  static Answer rateLimited(int resetSeconds) {
    Reply body = (Reply) error(429, "10011", "Too many requests", "The rate limit is exceeded.");
    return new Reply(
        429,
        Map.of(
            "Content-Type",
            "application/json",
            "x-ratelimit-reset",
            Integer.toString(resetSeconds)),
        body.body());
  }

  static Answer unavailable(int status) {
    return error(status, "10016", "Service unavailable", "Try again.");
  }

  /** What a broken proxy in between would say. */
  static Answer garbage(int status) {
    return new Reply(
        status, Map.of("Content-Type", "text/html"), Buffer.buffer("<html>}{\u0000 oops"));
  }
}
