package io.ringfence.domain;

import java.util.List;

/**
 * Where a write is in force.
 *
 * @param nodes how many there are, the answering one included
 * @param confirmed how many of them have said that it is in force on them
 * @param silent the names of the others
 * @param millis how long it took to find out
 */
public record Effective(int nodes, int confirmed, List<String> silent, long millis) {
  public Effective {
    silent = List.copyOf(silent);
    if (nodes != confirmed + silent.size()) {
      throw new IllegalArgumentException("of " + nodes + " nodes " + confirmed + " and " + silent);
    }
  }

  public boolean everywhere() {
    return silent.isEmpty();
  }
}
