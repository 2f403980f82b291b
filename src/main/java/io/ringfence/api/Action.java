package io.ringfence.api;

import io.vertx.core.Future;

/** Does one operation of the contract. It sees no HTTP, only what the contract let through. */
@FunctionalInterface
interface Action {
  /** The answer; a {@link Refusal}, thrown or in the future, becomes its problem. */
  Future<Answer> answer(ApiCall call);

  /** Whether all it writes can be one transaction with what is noted of the request. */
  default boolean isOneTransaction() {
    return true;
  }

  /** One that commits several times, each time by its own session. */
  static Action inSeveralTransactions(Action action) {
    return new Action() {
      @Override
      public Future<Answer> answer(ApiCall call) {
        return action.answer(call);
      }

      @Override
      public boolean isOneTransaction() {
        return false;
      }
    };
  }
}
