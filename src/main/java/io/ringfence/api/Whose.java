package io.ringfence.api;

import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.ringfence.store.AuditStore;

/** Whose rows are asked for. */
final class Whose {
  private Whose() {}

  /** What concerns no organisation is its operator's business. */
  static Organisation organisation(ApiCall call) {
    if (call.text("organisation") == null) {
      return call.caller().organisation();
    }
    if (!call.caller().key().may(Permission.OPERATOR)) {
      throw new Refusal(Problem.forbidden(Permission.OPERATOR.word()));
    }
    return AuditStore.NONE;
  }
}
