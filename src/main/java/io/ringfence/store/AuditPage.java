package io.ringfence.store;

import io.ringfence.audit.AuditRow;
import java.util.List;

/**
 * Some rows of the audit, perhaps none.
 *
 * @param next the seq to go on from, which is not shown again; null where there is nothing left
 */
public record AuditPage(List<AuditRow> rows, Long next) {
  public AuditPage {
    rows = List.copyOf(rows);
  }
}
