package io.ringfence.edge;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Reads request bodies, bounded in size and in time. Belongs to one event loop. */
final class Bodies {
  private final int mostBytes;
  private final long mostNanos;
  private final Set<Body> arriving = new HashSet<>();

  Bodies(int mostBytes, Duration most) {
    this.mostBytes = mostBytes;
    this.mostNanos = most.toNanos();
  }

  void read(HttpServerRequest request, Consumer<Buffer> whole, Consumer<Problem> refused) {
    Body body = new Body(request, whole, refused);
    arriving.add(body);
    request.handler(body).endHandler(body::ended).exceptionHandler(gone -> arriving.remove(body));
  }

  void cutSlow() {
    long now = System.nanoTime();
    for (Body body : Set.copyOf(arriving)) {
      if (now - body.began > mostNanos) {
        body.refuse(Problem.TOO_SLOW);
      }
    }
  }

  /** One body; a webhook's mostly comes in one piece, which is then not copied. */
  private final class Body implements Handler<Buffer> {
    private final HttpServerRequest request;
    private final Consumer<Buffer> whole;
    private final Consumer<Problem> refused;
    private final long began = System.nanoTime();
    private Buffer parts;
    private boolean copied;

    Body(HttpServerRequest request, Consumer<Buffer> whole, Consumer<Problem> refused) {
      this.request = request;
      this.whole = whole;
      this.refused = refused;
    }

    @Override
    public void handle(Buffer part) {
      if (parts == null) {
        parts = part;
      } else {
        if (!copied) {
          parts = Buffer.buffer(parts.length() + part.length()).appendBuffer(parts);
          copied = true;
        }
        parts.appendBuffer(part);
      }
      if (parts.length() > mostBytes) {
        refuse(Problem.TOO_LARGE);
      }
    }

    void ended(Void end) {
      if (arriving.remove(this)) {
        whole.accept(parts == null ? Buffer.buffer() : parts);
      }
    }

    void refuse(Problem problem) {
      if (arriving.remove(this)) {
        request.handler(null);
        refused.accept(problem);
      }
    }
  }
}
