package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.vertx.core.Future;

/** Puts into the audit what operators did to nodes' brakes. */
public final class BrakeAudit {
  private static final String NOTE =
      "SELECT ringfence.audit_observe($1::int, $2::text, $3::text, $4::text::json)";

  private final Database database;

  public BrakeAudit(Database database) {
    this.database = database;
  }

  /**
   * Notes one step; noting it again changes nothing.
   *
   * @param organisation its id in the database, 0 for the whole node
   * @param action {@code observe.on} or {@code observe.off}
   * @param node the node's random id
   * @param detail a JSON object with an {@code id} that no other step has
   * @param by who did it
   */
  public Future<Void> note(int organisation, String action, String node, String detail, String by) {
    Statement note = Statement.of(NOTE, organisation, action, node, detail);
    return database.write(new Actor(by, null, null, null), note::on).mapEmpty();
  }
}
