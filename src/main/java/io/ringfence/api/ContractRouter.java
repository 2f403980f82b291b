package io.ringfence.api;

import io.ringfence.domain.Permission;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.SecurityRequirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes the router of the contract: each operation guarded, bounded, checked, then done. */
final class ContractRouter {
  private static final String SCHEME = "key";
  private static final String BY_KEY_ALONE = "x-by-key-alone";
  private static final List<Integer> ROUTING_FAILURES = List.of(400, 404, 405, 500);

  private final Contract contract;
  private final Authentication authentication;
  private final Arrivals arrivals;
  private final Writes writes;
  private final ApiMetrics metrics;
  private final SchemaChecks schemas;

  ContractRouter(
      Contract contract,
      Authentication authentication,
      Arrivals arrivals,
      Writes writes,
      ApiMetrics metrics) {
    this.contract = contract;
    this.authentication = authentication;
    this.arrivals = arrivals;
    this.writes = writes;
    this.metrics = metrics;
    this.schemas = new SchemaChecks(contract.openapi().getSchemaRepository());
  }

  /**
   * The router.
   *
   * @param actions by the contract's operation ids, all of them and no other
   */
  Router build(Vertx vertx, Map<String, Action> actions) {
    requireAll(actions.keySet());
    RouterBuilder builder =
        RouterBuilder.create(vertx, contract.openapi(), RequestExtractor.withBodyHandler())
            .rootHandler(new RequestId());
    for (OpenAPIRoute route : builder.getRoutes()) {
      mount(route, actions.get(route.getOperation().getOperationId()));
    }
    Router router = builder.createRouter();
    new Docs(vertx).mount(router);
    ProblemHandler problems = new ProblemHandler(contract);
    router.route().failureHandler(problems);
    ROUTING_FAILURES.forEach(
        status -> router.errorHandler(status, context -> problems.answer(context, status)));
    return router;
  }

  private void mount(OpenAPIRoute route, Action action) {
    Operation operation = route.getOperation();
    RequestCheck check = new RequestCheck(operation, schemas);
    route.setDoSecurity(false).setDoValidation(false);
    route.addHandler(metrics.of(operation.getOperationId()));
    Permission permission = permission(operation);
    if (permission != null) {
      boolean byKeyAlone = operation.getOpenAPIModel().getBoolean(BY_KEY_ALONE, false);
      route.addHandler(context -> authentication.admit(context, permission, byKeyAlone));
    }
    if (check.wantsBody()) {
      int limit = BodyCheck.limit(operation);
      BodyHandler body = BodyHandler.create(false).setBodyLimit(limit);
      // As a plain handler, or it would have to stand before the key is looked at.
      route
          .addHandler(context -> JsonBody.requireDeclared(context, limit))
          .addHandler(arrivals::begin)
          .addHandler(body::handle)
          .addHandler(arrivals::end);
    }
    route.addHandler(new OperationHandler(check, check.writes() ? writes.of(action) : action));
  }

  /** The permission an operation's security names; null where it needs no key. */
  private static Permission permission(Operation operation) {
    List<SecurityRequirement> security = operation.getSecurityRequirements();
    return security.isEmpty() ? null : Permission.of(security.get(0).getScopes(SCHEME).get(0));
  }

  private void requireAll(Set<String> actions) {
    Set<String> operations =
        contract.openapi().operations().stream()
            .map(Operation::getOperationId)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!operations.equals(actions)) {
      throw new IllegalStateException(
          "the contract has the operations "
              + operations
              + ", and there are actions for "
              + new TreeSet<>(actions));
    }
  }
}
