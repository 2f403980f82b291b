package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks a request against its operation in the contract. The library's own check stops at the
 * first fault of each kind, ignores query parameters it does not know, takes every request to a
 * worker thread and copies all its schemas each time.
 */
final class RequestCheck {
  /** In the contract: whatever a query says, it is none of the operation's business. */
  private static final String ANY_QUERY = "x-any-query";

  private final boolean anyQuery;
  private final List<ParameterCheck> parameters;
  private final Set<String> queryNames;
  private final BodyCheck body;

  RequestCheck(Operation operation, SchemaChecks schemas) {
    this.anyQuery = operation.getOpenAPIModel().getBoolean(ANY_QUERY, false);
    this.parameters =
        operation.getParameters().stream()
            .map(parameter -> new ParameterCheck(parameter, schemas))
            .toList();
    this.queryNames =
        operation.getParameters().stream()
            .filter(parameter -> parameter.getIn() == Location.QUERY)
            .map(Parameter::getName)
            .collect(Collectors.toUnmodifiableSet());
    this.body = BodyCheck.of(operation, schemas);
  }

  /** Whether the operation writes: then its caller may wait for the other nodes. */
  boolean writes() {
    return queryNames.contains(Spread.WAIT);
  }

  boolean wantsBody() {
    return body != null;
  }

  /**
   * The request with its values read.
   *
   * @throws Refusal with every fault of it
   */
  ApiCall call(RoutingContext context, Caller caller) {
    List<Fault> faults = new ArrayList<>();
    // Not even looked at: it need not be one that can be read.
    MultiMap query = anyQuery ? MultiMap.caseInsensitiveMultiMap() : context.queryParams();
    for (String name : query.names()) {
      if (!queryNames.contains(name)) {
        faults.add(new Fault("/query" + Storable.step(name), "is not known here"));
      }
    }
    Map<String, Object> values = new HashMap<>();
    for (ParameterCheck parameter : parameters) {
      Object value = parameter.read(context, query, faults);
      if (value != null) {
        values.put(parameter.name(), value);
      }
    }
    JsonObject read = body == null ? null : body(context, faults);
    if (!faults.isEmpty()) {
      throw new Refusal(Problem.invalid(faults));
    }
    return new ApiCall(
        target(context), caller, values, read, body == null ? null : body::itemFaults, null);
  }

  private static String target(RoutingContext context) {
    return context.request().method() + " " + context.normalizedPath();
  }

  private JsonObject body(RoutingContext context, List<Fault> faults) {
    JsonObject read = JsonBody.read(context.body().buffer());
    faults.addAll(body.faults(read));
    return read;
  }
}
