package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.store.Session;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A request that the contract and the key allow.
 *
 * @param target its method and path, without a query
 * @param caller null where the operation needs no key
 * @param parameters of path, query and header by name: {@link String}, {@link Long} or {@link
 *     Boolean} as the contract says; absent where not given
 * @param body null where the operation has none
 * @param itemFaults what the contract finds wrong with an item of a list that it leaves to the
 *     action; for the event loop of the request
 * @param session to write through; null unless the operation writes
 */
record ApiCall(
    String target,
    Caller caller,
    Map<String, Object> parameters,
    JsonObject body,
    Function<Object, List<Fault>> itemFaults,
    Session session) {
  ApiCall {
    parameters = Map.copyOf(parameters);
  }

  ApiCall through(Session session) {
    return new ApiCall(target, caller, parameters, body, itemFaults, session);
  }

  /** Null where not given. */
  String text(String name) {
    return (String) parameters.get(name);
  }

  /** Only for what is required or has a default in the contract. */
  long number(String name) {
    return (Long) parameters.get(name);
  }

  /** Only for what is required or has a default in the contract. */
  boolean flag(String name) {
    return (Boolean) parameters.get(name);
  }
}
