package io.ringfence;

import io.ringfence.ops.Probe;
import io.ringfence.ops.Probe.Finding;
import io.ringfence.sync.Loaded;
import io.ringfence.sync.MemoryCheck;
import io.ringfence.sync.SyncState;
import java.util.List;

/** What health says of the list: how it was loaded, and whether it is what the tables hold. */
final class SyncProbes {
  private SyncProbes() {}

  static List<Probe> of(SyncState state) {
    return List.of(() -> load(state), () -> memory(state));
  }

  private static Finding load(SyncState state) {
    if (state.blind() != null) {
      return Finding.ill(
          "load", "Nothing can be loaded: " + state.blind() + ". This node tries again by itself.");
    }
    Loaded.HeldBack held = state.heldBack();
    if (held != null) {
      return Finding.ill(
          "load",
          "A load was held back: the tables gave "
              + held.entries()
              + " entries where change_head counts "
              + held.counted()
              + ". The list is as it was before. If the tables are right, POST /reload?accept=true"
              + " to this listener, and run SELECT ringfence.recount() in psql, or the next load is"
              + " held back too.");
    }
    Loaded.InForce shrunk = state.shrunk();
    if (shrunk != null) {
      return Finding.ill(
          "load",
          "The list shrank from "
              + shrunk.before()
              + " to "
              + shrunk.entries()
              + " entries at the last load, and the database's counts agree. If that is right,"
              + " POST /reload to this listener settles it.");
    }
    return state.unreadable() == 0
        ? Finding.well("load")
        : Finding.ill(
            "load",
            state.unreadable()
                + " rows of the list cannot be read and do not decide. The log names them; a newer"
                + " version may know them.");
  }

  private static Finding memory(SyncState state) {
    MemoryCheck.Found found = state.found();
    if (found.repaired() > 0) {
      return Finding.ill(
          "memory",
          found.repaired()
              + " values in memory differed from the tables and were put right. Were rows changed"
              + " with triggers off? If not, please report it.");
    }
    return found.miscounted() == 0
        ? Finding.well("memory")
        : Finding.ill(
            "memory",
            "change_head.entries is off by "
                + found.miscounted()
                + ": rows were changed with triggers off. Loads are held back until it is right, and"
                + " nothing is taken out of memory. If the tables are right, run SELECT"
                + " ringfence.recount() in psql and POST /reload to this listener.");
  }
}
