package io.ringfence.store;

import io.ringfence.domain.Effect;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lifts many entries under one operation, in shares: a share is one transaction and one round trip.
 *
 * <p>Futures fail as those of {@link EntryStore} do.
 */
public final class LiftStore {
  private static final String MATCHING =
      "SELECT e.id FROM ringfence.entry e WHERE e.organisation_id = $1::int";
  private static final String LIFT =
      "SELECT w.lifted, w.shard, w.seq FROM ringfence.lift_share("
          + "$1::int, $2::text, $3::text, $4::int, $5::text, $6::bigint[]) w";

  private final LongAdder rows = new LongAdder();

  LiftStore() {}

  /**
   * What one transaction lifts.
   *
   * @param operation its public id
   * @param asked how many entries the whole operation is to lift
   * @param ids at most {@link OperationStore#MOST_ROWS}
   */
  public record Share(String operation, Effect effect, int asked, String reason, List<Long> ids) {
    public Share {
      ids = List.copyOf(ids);
      if (ids.size() > OperationStore.MOST_ROWS) {
        throw new IllegalArgumentException(ids.size() + " rows are too many at once");
      }
    }
  }

  /**
   * What became of a share.
   *
   * @param lifted how many; those of it that no longer stood were left
   */
  public record Lifted(long lifted, Revision revision) {}

  /**
   * The ids of the entries that pass a filter, in no order.
   *
   * @param most so many at most: the list may be long
   */
  public Future<List<Long>> matching(Session session, EntryFilter filter, int most) {
    Statement find = new EntryQuery(session.organisation(), MATCHING).matching(filter).any(most);
    return session
        .runInBulk(find)
        .map(
            found -> {
              List<Long> ids = new ArrayList<>(found.size());
              found.forEach(row -> ids.add(row.getLong(0)));
              return ids;
            });
  }

  /** Lifts the entries that stand; the first share makes the operation. */
  public Future<Lifted> lift(Session session, Share share) {
    Organisation organisation = session.organisation();
    Statement lift =
        Statement.of(
            LIFT,
            organisation.id(),
            share.operation(),
            share.effect().word(),
            share.asked(),
            share.reason(),
            share.ids().toArray(Long[]::new));
    return session
        .runInBulk(lift)
        .map(done -> lifted(done.iterator().next()))
        .onSuccess(lifted -> rows.add(lifted.lifted()));
  }

  private static Lifted lifted(Row row) {
    return new Lifted(
        row.getLong("lifted"), new Revision(row.getInteger("shard"), row.getLong("seq")));
  }

  /** How many entries this node has lifted in bulk since it started. */
  public long rows() {
    return rows.sum();
  }
}
