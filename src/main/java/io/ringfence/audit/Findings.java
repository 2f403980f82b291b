package io.ringfence.audit;

import java.util.List;

/**
 * What a check of a chain found.
 *
 * @param last where the rows end
 * @param rows how many there were
 * @param erased of how many the detail was erased, which breaks nothing
 * @param breaks the first ones, in the order in which they were met
 * @param broken how many there are in all
 */
public record Findings(Head last, long rows, long erased, List<Break> breaks, long broken) {
  public Findings {
    breaks = List.copyOf(breaks);
  }

  public boolean whole() {
    return broken == 0;
  }
}
