package io.ringfence.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** A body that is written as it is read, so that none of it has to be held. */
@FunctionalInterface
non-sealed interface Streamed extends Answer.Body {
  /**
   * Writes all of it, no faster than it is taken, and does not end the stream. Fails where it
   * cannot be read any further, or nobody takes it any more.
   */
  Future<Void> to(WriteStream<Buffer> out);
}
