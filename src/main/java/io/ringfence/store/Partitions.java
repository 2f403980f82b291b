package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.vertx.core.Future;

/**
 * The days of what is kept of calls and messages: made ahead, dropped after their time. To be run
 * now and then.
 */
public final class Partitions {
  /** How many days have their partition before they come. */
  public static final int DAYS_AHEAD = 7;

  private final Database database;

  public Partitions(Database database) {
    this.database = database;
  }

  /** Makes what is missing of today and the days ahead; returns how many partitions it made. */
  public Future<Integer> ensure() {
    return run(Statement.of("SELECT ringfence.ensure_partitions($1::int)", DAYS_AHEAD));
  }

  /**
   * Drops the days before a time; returns how many it dropped.
   *
   * @param keepDays at least 1; today does not count
   */
  public Future<Integer> dropOlderThan(int keepDays) {
    return run(Statement.of("SELECT ringfence.drop_old_partitions($1::int)", keepDays));
  }

  private Future<Integer> run(Statement statement) {
    return database
        .write(Actor.SYSTEM, statement::on)
        .map(rows -> rows.iterator().next().getInteger(0));
  }
}
