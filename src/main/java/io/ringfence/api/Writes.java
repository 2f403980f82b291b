package io.ringfence.api;

import io.ringfence.store.Database;
import io.ringfence.store.Session;

/**
 * What every write has in common: whom it is done for, that it is done once, and how far it has
 * come when answered.
 */
final class Writes {
  private final Database database;
  private final Repeats repeats;
  private final Spread spread;

  Writes(Database database, Repeats repeats, Spread spread) {
    this.database = database;
    this.repeats = repeats;
    this.spread = spread;
  }

  /** The same action, with a session to write through. */
  Action of(Action action) {
    return call ->
        repeats
            .once(call.through(session(call)), action)
            .compose(answer -> spread.of(answer, call));
  }

  private Session session(ApiCall call) {
    Caller caller = call.caller();
    Session session = database.session(caller.organisation(), caller.actor());
    return Spread.isAwaited(call) ? session.awaited() : session;
  }
}
