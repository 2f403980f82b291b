package io.ringfence.standin;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/**
 * A command as it reached the stand-in for Telnyx.
 *
 * @param callControlId decoded from the path
 * @param number counts the commands to this call, from 1
 */
public record ReceivedCommand(
    String callControlId, int number, MultiMap headers, Buffer body, Instant at) {}
