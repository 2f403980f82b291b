package io.ringfence.api;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Revision;
import io.ringfence.store.DatabaseUnavailable;
import io.ringfence.store.LiftStore;
import io.ringfence.store.LiftStore.Lifted;
import io.ringfence.store.LiftStore.Share;
import io.ringfence.store.OperationStore;
import io.vertx.core.Future;
import java.util.List;

/** One lift of many entries, share by share, none after one that failed. */
final class LiftRun {
  private final LiftStore store;
  private final Effect effect;
  private final ApiCall call;
  private final String operation;
  private final List<Long> ids;
  private long lifted;
  private Revision revision;

  /**
   * @param operation a public id that no other has
   * @param ids one at least; sorted, so that shares lock and read in the list's own order
   */
  LiftRun(LiftStore store, Effect effect, ApiCall call, String operation, List<Long> ids) {
    this.store = store;
    this.effect = effect;
    this.call = call;
    this.operation = operation;
    this.ids = ids.stream().sorted().toList();
  }

  /** Lifts them all; fails if a share did, even if those before it are done. */
  Future<Void> all() {
    return from(0);
  }

  private Future<Void> from(int first) {
    if (first >= ids.size()) {
      return Future.succeededFuture();
    }
    int next = Math.min(ids.size(), first + OperationStore.MOST_ROWS);
    String reason = call.body().getString("reason").strip();
    return store
        .lift(
            call.session(),
            new Share(operation, effect, ids.size(), reason, ids.subList(first, next)))
        .recover(failed -> Future.failedFuture(first == 0 ? failed : brokeOff(failed)))
        .onSuccess(this::note)
        .compose(done -> from(next));
  }

  private void note(Lifted share) {
    lifted += share.lifted();
    revision = share.revision();
  }

  private Throwable brokeOff(Throwable failed) {
    return failed instanceof DatabaseUnavailable
        ? new Refusal(
            Problem.unavailable(
                "The database was lost when "
                    + lifted
                    + " of "
                    + ids.size()
                    + " entries were lifted, under "
                    + operation
                    + ". Lift the rest with the count that is left, or take the operation back."))
        : failed;
  }

  String operation() {
    return operation;
  }

  /** How many it lifted; others had been lifted by somebody else meanwhile. */
  long lifted() {
    return lifted;
  }

  /** The last change it made. */
  Revision revision() {
    return revision;
  }
}
