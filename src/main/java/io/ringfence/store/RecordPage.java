package io.ringfence.store;

import java.util.List;

/**
 * Some records, newest first, perhaps none.
 *
 * @param next the place to go on from, which is not shown again; null where there is nothing left
 */
public record RecordPage<T>(List<T> rows, RecordPlace next) {
  public RecordPage {
    rows = List.copyOf(rows);
  }
}
