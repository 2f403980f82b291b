package io.ringfence.call;

import io.ringfence.domain.Deadline;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * One delivery, as it came in.
 *
 * @param account the slug in its address
 * @param headers all of them, for the upstream
 * @param body the raw bytes: they are what was signed
 * @param deadline by when Telnyx must have been answered if the call is to be rejected
 */
public record Webhook(String account, MultiMap headers, Buffer body, Deadline deadline) {}
