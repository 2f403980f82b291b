package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryWrite;
import io.ringfence.store.OperationStore;
import io.ringfence.store.OperationStore.Share;
import io.ringfence.store.ValueProtected;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One bulk write. While one share of its items is with the database the next is read and the one
 * before put into words; shares are written in their order, none after one that failed.
 */
final class BulkRun {
  /** Each time somebody may have protected another value in between. */
  private static final int TRIES = 3;

  private final Vertx vertx;
  private final Given given;
  private final ApiCall call;
  private final String operation;
  private final JsonArray items;
  private final List<BulkShare> shares = new ArrayList<>();
  private final Buffer results = Buffer.buffer();
  private Problem failure;

  /** What every bulk write of one effect works with. */
  record Given(Effect effect, OperationStore store, EntryForm form, EntryWarnings warnings) {}

  BulkRun(Vertx vertx, Given given, ApiCall call, String operation) {
    this.vertx = vertx;
    this.given = given;
    this.call = call;
    this.operation = operation;
    this.items = call.body().getJsonArray("entries");
    for (int first = 0; first < items.size(); first += OperationStore.MOST_ROWS) {
      int size = Math.min(OperationStore.MOST_ROWS, items.size() - first);
      shares.add(new BulkShare(items, first, size));
    }
  }

  /**
   * Does it all; the members of the list of results, with commas. Fails only if nothing was
   * written.
   */
  Future<Buffer> results() {
    return from(-1).map(results);
  }

  /** The last revision it made or found; 0 where nothing was written. */
  long seq() {
    return shares.stream().mapToLong(BulkShare::seq).max().orElse(0);
  }

  boolean changed() {
    return shares.stream().anyMatch(BulkShare::changed);
  }

  private Future<Void> from(int i) {
    return i > shares.size()
        ? Future.succeededFuture()
        : Future.all(read(i + 1), write(i), tell(i - 1)).compose(done -> from(i + 1));
  }

  private BulkShare share(int i) {
    return i >= 0 && i < shares.size() ? shares.get(i) : new BulkShare(items, 0, 0);
  }

  private Future<Void> read(int i) {
    BulkShare share = share(i);
    return Turns.each(vertx, share.size(), item -> read(share, share.item(item)));
  }

  private void read(BulkShare share, Object item) {
    List<Fault> faults = call.itemFaults().apply(item);
    if (!faults.isEmpty()) {
      share.isWrong(faults);
      return;
    }
    try {
      share.isWell(given.form().draft(given.effect(), call.caller(), (JsonObject) item));
    } catch (Refusal refused) {
      share.isWrong(refused.problem().errors());
    }
  }

  private Future<Void> write(int i) {
    BulkShare share = share(i);
    if (share.size() == 0) {
      return Future.succeededFuture();
    }
    if (failure != null) {
      share.areNotWritten(failure);
      return Future.succeededFuture();
    }
    return written(share, TRIES)
        .onSuccess(share::areWritten)
        .<Void>mapEmpty()
        .recover(failed -> i == 0 ? Future.failedFuture(failed) : isNotWritten(share, failed));
  }

  /** Looks for bans of what is protected only where there are some. */
  private Future<List<EntryWrite>> written(BulkShare share, int tries) {
    return put(share)
        .recover(
            failed ->
                failed instanceof ValueProtected && tries > 1
                    ? withoutProtected(share).compose(v -> written(share, tries - 1))
                    : Future.failedFuture(failed));
  }

  private Future<Void> withoutProtected(BulkShare share) {
    return given
        .store()
        .protecting(call.session(), share.drafts())
        .map(
            by -> {
              Map<Integer, Fault> faults = new HashMap<>();
              by.forEach((draft, id) -> faults.put(draft, ProtectedActions.fault(id)));
              share.areProtected(faults);
              return null;
            });
  }

  private Future<List<EntryWrite>> put(BulkShare share) {
    Caller caller = call.caller();
    Share asked =
        new Share(operation, given.effect(), items.size(), share.refused(), share.drafts());
    return given
        .store()
        .put(call.session(), asked)
        .compose(
            writes -> {
              List<EntryWrite> warned = new ArrayList<>(writes.size());
              return Turns.each(
                      vertx,
                      writes.size(),
                      i -> warned.add(given.warnings().of(writes.get(i), caller)))
                  .map(warned);
            });
  }

  private Future<Void> isNotWritten(BulkShare share, Throwable failed) {
    failure = ProblemHandler.of(failed, call.caller().actor().requestId());
    share.areNotWritten(failure);
    return Future.succeededFuture();
  }

  private Future<Void> tell(int i) {
    BulkShare share = share(i);
    return Turns.each(vertx, share.size(), item -> share.tell(item, results));
  }
}
