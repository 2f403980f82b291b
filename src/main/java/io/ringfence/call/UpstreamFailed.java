package io.ringfence.call;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A voice application gave no answer that can be passed on. */
final class UpstreamFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Why why;

  /** What kept it from answering; a word in metrics, logs and call records. */
  enum Why {
    /** Its address is none, leads nowhere, or nobody listens there. */
    UNREACHABLE,
    /** Its certificate is not one for its name, or nobody known vouches for it. */
    CERTIFICATE,
    /** Its address is not public, and not configured. */
    NOT_PUBLIC,
    /** No whole answer in time. */
    TIMEOUT,
    /** An answer without end. */
    TOO_LONG,
    /** As many as it may have at once are under way, and wait. */
    BUSY,
    /** It is this gateway itself. */
    LOOP,
    /** The connection broke, or what came over it is no HTTP. */
    BROKEN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  UpstreamFailed(Why why, String detail) {
    super(detail, null, false, false);
    this.why = why;
  }

  private UpstreamFailed(Why why, Throwable cause) {
    super(cause.toString(), cause, false, false);
    this.why = why;
  }

  /** The same failure with a word for it. */
  static UpstreamFailed of(Throwable failure) {
    if (failure instanceof UpstreamFailed known) {
      return known;
    }
    // Which quotes the address, and there may be a secret in it.
    return failure.getCause() instanceof MalformedURLException
        ? new UpstreamFailed(Why.UNREACHABLE, "its address is none")
        : new UpstreamFailed(why(failure), failure);
  }

  Why why() {
    return why;
  }

  private static Why why(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return Why.CERTIFICATE;
      }
      if (cause instanceof ConnectionPoolTooBusyException) {
        return Why.BUSY;
      }
      if (cause instanceof TimeoutException) {
        return Why.TIMEOUT;
      }
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof IllegalArgumentException) {
        return Why.UNREACHABLE;
      }
    }
    return Why.BROKEN;
  }
}
