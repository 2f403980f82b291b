package io.ringfence.edge;

import io.ringfence.call.Answer;
import io.ringfence.call.CallFlow;
import io.ringfence.call.Webhook;
import io.ringfence.domain.Deadline;
import io.ringfence.telnyx.Texml;
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
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  static final CharSequence OUTCOME = HttpHeaders.createOptimized("ringfence-outcome");

  private final CallFlow flow;
  private final EdgeMetrics metrics;
  private final Bodies bodies = new Bodies(MOST_BYTES, Duration.ofSeconds(10));

  WebhookHandler(CallFlow flow, EdgeMetrics metrics) {
    this.flow = flow;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpServerRequest request) {
    WebhookAddress address = WebhookAddress.of(request.path());
    Problem problem = address == null ? Problem.NO_SUCH_PATH : objection(request, address);
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
        body -> handle(request, webhook(request, address, body, deadline)),
        tooMuch -> refuse(request, tooMuch));
  }

  private static Webhook webhook(
      HttpServerRequest request, WebhookAddress address, Buffer body, Deadline deadline) {
    boolean get = request.method().equals(HttpMethod.GET);
    Webhook.Asked texml =
        get ? Webhook.Asked.texmlQuery(request.query()) : Webhook.Asked.TEXML_FORM;
    return new Webhook(
        address.account(),
        address.texml() ? texml : Webhook.Asked.EVENT,
        request.headers(),
        get ? NOTHING : body,
        deadline);
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
    } else if (answer instanceof Answer.Instructed instructed) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, Texml.CONTENT_TYPE);
      body = instructed.texml();
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

  private static Problem objection(HttpServerRequest request, WebhookAddress address) {
    boolean get = request.method().equals(HttpMethod.GET);
    if (!request.method().equals(HttpMethod.POST) && !(get && address.texml())) {
      return address.texml() ? Problem.NOT_GET_OR_POST : Problem.NOT_POST;
    }
    if (!get && !isOf(request, address.texml() ? FORM : JSON)) {
      return address.texml() ? Problem.NOT_FORM_TYPE : Problem.NOT_JSON_TYPE;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && (length.length() > 9 || Integer.parseInt(length) > MOST_BYTES)) {
      return Problem.TOO_LARGE;
    }
    return null;
  }

  private static boolean isOf(HttpServerRequest request, String wanted) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null
        && type.regionMatches(true, 0, wanted, 0, wanted.length())
        && (type.length() == wanted.length() || " ;".indexOf(type.charAt(wanted.length())) >= 0);
  }
}
