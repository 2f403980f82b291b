package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Shortens the change logs, in small transactions and on one node at a time. To be run now and
 * then.
 */
public final class ChangeLogTrim {
  private static final String TRIM =
      "SELECT ringfence.trim_change_log($1::bigint * interval '1 second', $2::bigint, $3::int)";

  private static final int BATCH = 1_000;
  private static final long PAUSE_MS = 100;

  private final Database database;
  private final Kept kept;

  /**
   * What is never taken.
   *
   * @param time however old a change is, up to this it stays; at least an hour
   * @param rows so many stay in each shard however old they are; at least 1,000
   */
  public record Kept(Duration time, long rows) {
    /** A node that was away for a week, or for 100,000 changes, goes on by the log. */
    public static final Kept STANDARD = new Kept(Duration.ofDays(7), 100_000);
  }

  public ChangeLogTrim(Database database, Kept kept) {
    this.database = database;
    this.kept = kept;
  }

  /** Takes all that may go; returns how many changes went, none while another node is at it. */
  public Future<Long> run() {
    return batch()
        .compose(
            gone ->
                gone == 0
                    ? Future.succeededFuture(0L)
                    : database
                        .vertx()
                        .timer(PAUSE_MS)
                        .compose(next -> run())
                        .map(more -> gone + more));
  }

  private Future<Long> batch() {
    Statement trim = Statement.of(TRIM, kept.time().toSeconds(), kept.rows(), BATCH);
    return database
        .write(Actor.SYSTEM, trim::on)
        .map(rows -> rows.iterator().next().getLong(0))
        .map(gone -> gone == null ? 0L : gone);
  }
}
