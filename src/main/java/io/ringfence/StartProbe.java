package io.ringfence;

import io.ringfence.ops.Probe.Finding;
import io.ringfence.store.DatabaseFailed;
import io.ringfence.store.MigrationFailed;

/** What health says of a database that answers and that this version cannot begin with. */
final class StartProbe {
  private static final String NAME = "schema";

  private StartProbe() {}

  /**
   * @param hindrance why the last attempt to begin failed, or null; a database that does not answer
   *     is the index's affair
   */
  static Finding look(RuntimeException hindrance) {
    if (hindrance instanceof MigrationFailed failed) {
      return Finding.ill(
          NAME,
          "The database cannot be brought to this version ("
              + failed.where()
              + "); nothing is loaded from it or written to it. The log has the server's own words."
              + " Mend what they name, or run 'ringfence migrate' with a login that may; this node"
              + " tries again every second. The way back is the version that ran before.");
    }
    if (hindrance instanceof DatabaseFailed failed) {
      return Finding.ill(
          NAME,
          "The database refuses what every start asks of it (SQLSTATE "
              + failed.sqlState()
              + "): its schema may be another version's. Run 'ringfence migrate' with the server's"
              + " own address; this node tries again every second.");
    }
    return Finding.well(NAME);
  }
}
