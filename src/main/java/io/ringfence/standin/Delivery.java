package io.ringfence.standin;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * How a webhook was answered.
 *
 * @param elapsed from the request's begin to the end of the answer, of the last attempt
 * @param attempts how often it was sent
 */
public record Delivery(int status, MultiMap headers, Buffer body, Duration elapsed, int attempts) {

  /** Whether Telnyx would deliver it again. */
  public boolean isRedelivered() {
    return status == 408 || status == 429 || status >= 500;
  }
}
