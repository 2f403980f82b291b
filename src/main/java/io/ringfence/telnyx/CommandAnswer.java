package io.ringfence.telnyx;

import io.ringfence.telnyx.CommandOutcome.Accepted;
import io.ringfence.telnyx.CommandOutcome.AlreadyEnded;
import io.ringfence.telnyx.CommandOutcome.Effort;
import io.ringfence.telnyx.CommandOutcome.Permanent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One answer of Telnyx to a command.
 *
 * @param rateLimitReset the header {@code x-ratelimit-reset}, or null
 * @param body of a refusal; empty for answers whose status says it all
 */
record CommandAnswer(int status, String rateLimitReset, Buffer body) {
  /** The caller has hung up already. */
  private static final String CALL_HAS_ENDED = "90018";

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNPROCESSABLE = 422;
  private static final int MAX_DETAIL_CHARS = 200;

  /** Whether the status alone decides, so that the body need not be waited for. */
  static boolean saysItAll(int status) {
    return isSuccess(status) || isPassing(status);
  }

  /** Whether the same command may be accepted in a moment. */
  boolean isPassing() {
    return isPassing(status);
  }

  private static boolean isPassing(int status) {
    return status == TOO_MANY_REQUESTS || status >= 500;
  }

  private static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }

  /** How long Telnyx asks to wait, in milliseconds; 0 if it does not say. */
  long waitMillis() {
    boolean given =
        status == TOO_MANY_REQUESTS
            && rateLimitReset != null
            && rateLimitReset.matches("[0-9]{1,9}");
    return given ? Long.parseLong(rateLimitReset) * 1_000 : 0;
  }

  /** What a final answer amounts to. */
  CommandOutcome outcome(Effort effort) {
    if (isSuccess(status)) {
      return new Accepted(effort);
    }
    JsonObject error = error();
    String code = text(error, "code");
    if (status == UNPROCESSABLE && CALL_HAS_ENDED.equals(code)) {
      return new AlreadyEnded(effort);
    }
    String detail = text(error, error.containsKey("detail") ? "detail" : "title");
    return new Permanent(status, code, shortened(detail), effort);
  }

  /** The error that explains the answer, empty if it has none in Telnyx's form. */
  private JsonObject error() {
    try {
      Object errors = body.toJsonObject().getValue("errors");
      Stream<?> all = errors instanceof JsonArray list ? list.stream() : Stream.empty();
      return all.filter(JsonObject.class::isInstance)
          .map(JsonObject.class::cast)
          .reduce((first, next) -> CALL_HAS_ENDED.equals(text(next, "code")) ? next : first)
          .orElseGet(JsonObject::new);
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }

  private static String text(JsonObject error, String name) {
    return Objects.toString(error.getValue(name), null);
  }

  private static String shortened(String text) {
    return text == null || text.length() <= MAX_DETAIL_CHARS
        ? text
        : text.substring(0, MAX_DETAIL_CHARS);
  }
}
