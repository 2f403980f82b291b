package io.ringfence.api;

import io.vertx.core.Future;

/** Does one operation of the contract. It sees no HTTP, only what the contract let through. */
@FunctionalInterface
interface Action {
  /** The answer; a {@link Refusal}, thrown or in the future, becomes its problem. */
  Future<Answer> answer(ApiCall call);
}
