package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.vertx.core.Future;

/** Lifts what deleted organisations with long lists left, in small transactions. */
public final class Remains {
  private static final String LIFT = "SELECT ringfence.lift_remains($1::int)";
  private static final long PAUSE_MS = 50;

  private final Database database;

  public Remains(Database database) {
    this.database = database;
  }

  /** Goes on until nothing is left; returns how many entries it lifted. */
  public Future<Long> lift() {
    Statement lift = Statement.of(LIFT, OrganisationStore.BATCH);
    return database
        .write(Actor.SYSTEM, lift::on)
        .map(rows -> rows.iterator().next().getLong(0))
        .compose(
            lifted ->
                lifted == 0
                    ? Future.succeededFuture(0L)
                    : database
                        .vertx()
                        .timer(PAUSE_MS)
                        .compose(next -> lift())
                        .map(more -> lifted + more));
  }
}
