package io.ringfence.telnyx;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** How Telnyx's API answered a request about the account's settings. */
public sealed interface ApiAnswer {

  /**
   * It did what was asked.
   *
   * @param body the whole answer, with its {@code data}
   * @param date Telnyx's clock, to the second; null if it did not say
   */
  record Given(JsonObject body, Instant date) implements ApiAnswer {}

  /**
   * It answered and did not.
   *
   * @param code Telnyx's own, such as {@code 10015}; empty if the answer has none
   * @param detail in Telnyx's words; no request's secrets are in them
   */
  record Refused(int status, String code, String detail) implements ApiAnswer {
    /** Whether the request is at fault: then it was not carried out. */
    public boolean isFinal() {
      return status >= 400 && status < 500 && status != 408 && status != 429;
    }
  }

  /** Nothing that can be understood came back; a change may have been carried out. */
  record Unanswered(String why) implements ApiAnswer {}

  /** One line on an answer that is none. */
  static String sentence(ApiAnswer answer) {
    if (answer instanceof Refused refused) {
      String code = refused.code().isEmpty() ? "" : " (" + refused.code() + ")";
      return "Telnyx answers " + refused.status() + code + ": " + refused.detail();
    }
    return answer instanceof Unanswered lost ? "no answer from Telnyx: " + lost.why() : "well";
  }
}
