package io.ringfence.api;

import io.ringfence.audit.AuditRow;
import io.ringfence.domain.Organisation;
import io.ringfence.store.AuditFilter;
import io.ringfence.store.AuditPage;
import io.ringfence.store.AuditStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.List;

/** All of the audit that passes a filter, oldest first, with one page of it in memory at a time. */
final class AuditExport implements Streamed {
  /** Two versions of an entry can have 40 KB in one row. */
  private static final int ROWS = 250;

  private final AuditStore audit;
  private final Organisation organisation;
  private final AuditFilter filter;
  private final Format format;

  /** How rows are written. */
  interface Format {
    /** The media type. */
    String type();

    /** What comes before the first row. */
    Buffer head();

    Buffer rows(List<AuditRow> rows);
  }

  AuditExport(AuditStore audit, Organisation organisation, AuditFilter filter, Format format) {
    this.audit = audit;
    this.organisation = organisation;
    this.filter = filter;
    this.format = format;
  }

  @Override
  public Future<Void> to(WriteStream<Buffer> out) {
    // A promise, since an export of millions is a chain of futures that would never be let go.
    Promise<Void> done = Promise.promise();
    from(Long.MIN_VALUE, format.head(), out, done);
    return done.future();
  }

  private void from(long after, Buffer before, WriteStream<Buffer> out, Promise<Void> done) {
    audit
        .oldest(organisation, filter, after, ROWS)
        .compose(page -> write(page, before, out).map(page))
        .onFailure(done::fail)
        .onSuccess(
            page -> {
              if (page.next() == null) {
                done.complete();
              } else {
                from(page.next(), Buffer.buffer(), out, done);
              }
            });
  }

  /** Completes when the page is on its way: a client that reads slowly is waited for. */
  private Future<Void> write(AuditPage page, Buffer before, WriteStream<Buffer> out) {
    Buffer text = page.rows().isEmpty() ? before : before.appendBuffer(format.rows(page.rows()));
    return text.length() == 0 ? Future.succeededFuture() : out.write(text);
  }
}
