package io.ringfence.api;

import io.ringfence.audit.AuditRow;
import io.ringfence.domain.Organisation;
import io.ringfence.store.AuditFilter;
import io.ringfence.store.AuditPage;
import io.ringfence.store.AuditStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of the audit, newest first. What is rare in a long audit is looked for a while and then
 * left to the next page: no request lasts, and none fails because there is much to look through.
 */
final class AuditSearch {
  private static final int MOST_STATEMENTS = 10;

  private final AuditStore audit;
  private final Organisation organisation;
  private final AuditFilter filter;
  private final int limit;

  AuditSearch(AuditStore audit, Organisation organisation, AuditFilter filter, int limit) {
    this.audit = audit;
    this.organisation = organisation;
    this.filter = filter;
    this.limit = limit;
  }

  Future<AuditPage> from(long before) {
    return from(before, MOST_STATEMENTS);
  }

  /** The same, with at most so many statements. */
  Future<AuditPage> from(long before, int statements) {
    return further(new ArrayList<>(), before, statements);
  }

  private Future<AuditPage> further(List<AuditRow> found, long before, int statements) {
    // One more than is shown tells whether there is a next page.
    return audit
        .newest(organisation, filter, before, limit + 1 - found.size())
        .compose(
            page -> {
              found.addAll(page.rows());
              if (found.size() > limit) {
                List<AuditRow> shown = found.subList(0, limit);
                return Future.succeededFuture(new AuditPage(shown, shown.get(limit - 1).seq()));
              }
              return page.next() == null || statements == 1
                  ? Future.succeededFuture(new AuditPage(found, page.next()))
                  : further(found, page.next(), statements - 1);
            });
  }
}
