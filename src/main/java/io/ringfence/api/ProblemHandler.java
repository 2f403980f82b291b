package io.ringfence.api;

import io.ringfence.store.DatabaseFailed;
import io.ringfence.store.DatabaseUnavailable;
import io.ringfence.store.ValueProtected;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a refusal or failure becomes a status and a problem document. */
final class ProblemHandler implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

  private static final String PROBLEM_JSON = "application/problem+json";

  private final Contract contract;

  ProblemHandler(Contract contract) {
    this.contract = contract;
  }

  @Override
  public void handle(RoutingContext context) {
    answer(context, context.statusCode());
  }

  /** Where routing itself fails, the router keeps the status to itself. */
  void answer(RoutingContext context, int status) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.headWritten() || response.closed()) {
      return;
    }
    String requestId = RequestId.of(context);
    Problem problem = problem(context, status, requestId);
    problem.headers().forEach(response::putHeader);
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(problem.json(requestId).toBuffer())
        .onFailure(gone -> LOG.debug("request {}: the client is gone", requestId));
  }

  private Problem problem(RoutingContext context, int status, String requestId) {
    Throwable failure = context.failure();
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    return switch (status) {
      case 400 -> Problem.malformed("This is no well-formed HTTP request.");
      case 404 -> Problem.notFound("There is nothing at this path.");
      case 405 -> Problem.methodNotAllowed(methods(context));
      case 413 -> Problem.tooLarge(JsonBody.limit(context));
      case 417 -> Problem.expectation();
      default -> of(failure, requestId);
    };
  }

  private String methods(RoutingContext context) {
    return contract.methods(context.normalizedPath()).stream()
        .map(HttpMethod::name)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** What a failure of the gateway's own becomes. */
  static Problem of(Throwable failure, String requestId) {
    if (failure instanceof DatabaseUnavailable) {
      LOG.debug("request {}: {}", requestId, failure.getMessage());
      return Problem.unavailable(
          "The database cannot be reached. Whether a write was done is not known: repeated with the"
              + " same Idempotency-Key it is never done twice.");
    }
    if (failure instanceof DatabaseFailed failed && failed.violates("organisation_gone")) {
      return Problem.notFound("This organisation has just been deleted.");
    }
    if (failure instanceof ValueProtected protection) {
      return Problem.invalid("/value", ProtectedActions.notBanned(protection.protectedBy()));
    }
    LOG.error("request {} failed", requestId, failure);
    return Problem.internal();
  }
}
