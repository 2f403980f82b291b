package io.ringfence.edge;

import io.ringfence.call.Answer;
import io.ringfence.call.CallFlow;
import io.ringfence.call.Webhook;
import io.ringfence.domain.Deadline;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One delivery over HTTP: the cheap checks, the bounded body, then the main path. Belongs to one
 * event loop.
 */
final class WebhookHandler implements Handler<HttpServerRequest> {
  /** Telnyx's largest events are a few KB. */
  static final int MOST_BYTES = 64 * 1024;

  /** Telnyx gives up after 2,000 ms. */
  private static final Duration DEADLINE = Duration.ofMillis(1_500);

  private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);
  private static final Buffer NOTHING = Buffer.buffer();
  private static final String ADDRESS = "/webhooks/telnyx";
  private static final String DEFAULT_ACCOUNT = "default";
  private static final CharSequence OUTCOME = HttpHeaders.createOptimized("ringfence-outcome");

  private final CallFlow flow;
  private final EdgeMetrics metrics;
  private final Bodies bodies = new Bodies(MOST_BYTES, Duration.ofSeconds(10));

  WebhookHandler(CallFlow flow, EdgeMetrics metrics) {
    this.flow = flow;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String account = account(request.path());
    Problem problem = account == null ? Problem.NO_SUCH_PATH : objection(request);
    if (problem != null) {
      refuse(request, problem);
      return;
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue().onFailure(WebhookHandler::gone);
    }
    Deadline deadline = Deadline.start(System::nanoTime, DEADLINE);
    bodies.read(
        request,
        body -> handle(request, new Webhook(account, request.headers(), body, deadline)),
        tooMuch -> refuse(request, tooMuch));
  }

  /** Ends connections whose bodies dribble in; called every second. */
  void cutSlowBodies() {
    bodies.cutSlow();
  }

  private void handle(HttpServerRequest request, Webhook webhook) {
    flow.handle(webhook)
        .onSuccess(answer -> answer(request, answer))
        .onFailure(
            bug -> {
              String id = UUID.randomUUID().toString();
              LOG.error("webhook {} failed", id, bug);
              metrics.answered(Problem.INTERNAL.status(), Problem.INTERNAL.word());
              Problem.INTERNAL.write(request, id);
            });
  }

  private void answer(HttpServerRequest request, Answer answer) {
    if (answer instanceof Answer.Refused refused) {
      refuse(request, Problem.of(refused.refusal()));
      return;
    }
    HttpServerResponse response = request.response();
    int status = 200;
    Buffer body = NOTHING;
    if (answer instanceof Answer.Relayed relayed) {
      response.headers().addAll(relayed.headers());
      status = relayed.status();
      body = relayed.body();
    }
    metrics.answered(status, answer.outcome());
    if (!response.closed()) {
      response
          .setStatusCode(status)
          .putHeader(OUTCOME, answer.outcome())
          .end(body)
          .onFailure(WebhookHandler::gone);
    }
  }

  private static void gone(Throwable failure) {
    LOG.debug("Telnyx did not wait: {}", failure.toString());
  }

  private void refuse(HttpServerRequest request, Problem problem) {
    metrics.answered(problem.status(), problem.word());
    problem.write(request);
  }

  /** The slug in the path, or null for a path that is no webhook address. */
  private static String account(String path) {
    if (path == null || !path.startsWith(ADDRESS)) {
      return null;
    }
    if (path.length() == ADDRESS.length()) {
      return DEFAULT_ACCOUNT;
    }
    String slug = path.substring(ADDRESS.length() + 1);
    boolean one = path.charAt(ADDRESS.length()) == '/' && slug.indexOf('/') < 0;
    return one && !slug.isEmpty() ? slug : null;
  }

  private static Problem objection(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Problem.NOT_POST;
    }
    if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      return Problem.NOT_JSON_TYPE;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && (length.length() > 9 || Integer.parseInt(length) > MOST_BYTES)) {
      return Problem.TOO_LARGE;
    }
    return null;
  }

  private static boolean isJson(String type) {
    String json = "application/json";
    return type != null
        && type.regionMatches(true, 0, json, 0, json.length())
        && (type.length() == json.length() || " ;".indexOf(type.charAt(json.length())) >= 0);
  }
}
