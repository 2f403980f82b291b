package io.ringfence.ban;

import io.ringfence.domain.Change;
import io.ringfence.domain.Kind;
import java.util.function.Consumer;

/**
 * Fills a fresh index. It collects an organisation's numbers and writes them by the hundred
 * thousand, each segment once, where one at a time would build each segment anew for every number
 * in it. For one thread; nobody may read the index before {@link #finish()}.
 */
public final class IndexLoad implements Consumer<Change> {
  private static final int LEAST = 1 << 14;
  private static final int MOST = 1 << 20;

  private final Index index = new Index();
  private Cells batch = new Cells(LEAST);
  private int organisationId;
  private int full = LEAST;
  private long badRows;
  private long unknownTypes;

  /** Takes a change; one that cannot be read is counted and left out. */
  @Override
  public void accept(Change change) {
    try {
      if (change instanceof Change.EntriesOf of && of.kind() == Kind.PHONE) {
        collect(of);
      } else {
        flush();
        unknownTypes += index.apply(change) ? 0 : 1;
      }
    } catch (IllegalArgumentException e) {
      badRows++;
    }
  }

  /** The index with all that was taken. */
  public Index finish() {
    flush();
    batch = new Cells(0);
    return index;
  }

  /** How many changes could not be read. */
  public long badRows() {
    return badRows;
  }

  public long unknownTypes() {
    return unknownTypes;
  }

  private void collect(Change.EntriesOf of) {
    long digits = Index.digits(of);
    if (of.organisationId() != organisationId) {
      flush();
      organisationId = of.organisationId();
      full = LEAST;
    }
    batch.add(digits, of.entries());
    if (batch.size >= full) {
      flush();
      // As the list grows a batch must, or each would touch every segment for a few numbers.
      full = Math.min(full * 2, MOST);
    }
  }

  private void flush() {
    if (batch.size > 0) {
      index.listOf(organisationId).putPhones(batch);
      batch.clear();
    }
  }
}
