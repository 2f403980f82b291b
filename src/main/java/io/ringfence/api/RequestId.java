package io.ringfence.api;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gives each request a name that the answer, the log and the audit share. */
final class RequestId implements Handler<RoutingContext> {
  static final String HEADER = "X-Request-Id";

  private static final String KEY = "request_id";

  /** Anything else could forge a log line, or fill it. */
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  @Override
  public void handle(RoutingContext context) {
    of(context);
    context.next();
  }

  /** The request's id; made and set as a header when first asked for. */
  static String of(RoutingContext context) {
    String known = context.get(KEY);
    if (known != null) {
      return known;
    }
    String given = context.request().getHeader(HEADER);
    String id =
        given != null && SANE.matcher(given).matches() ? given : UUID.randomUUID().toString();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
    return id;
  }
}
