package io.ringfence.ban;

import io.ringfence.domain.Change;
import io.ringfence.domain.Kind;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Fills a fresh index. It collects an organisation's numbers and writes them by the thousand, each
 * segment once, where one at a time would build each segment anew for every number in it. For one
 * thread; nobody may read the index before {@link #finish()}.
 */
public final class IndexLoad implements Consumer<Change> {
  /**
   * A long list is collected in so many parts, by the leading bits of its mixed numbers: a part,
   * and the segments it is written to, fit in a processor's cache.
   */
  private static final int PART_BITS = 8;

  private final Index index = new Index();
  private final Cells first = new Cells(0);
  private final Cells[] parts = new Cells[1 << PART_BITS];
  private int organisationId;
  private boolean isLong;
  private long badRows;
  private long unknownTypes;

  /** Takes a change; one that cannot be read is counted and left out. */
  @Override
  public void accept(Change change) {
    try {
      if (change instanceof Change.EntriesOf of && of.kind() == Kind.PHONE) {
        collect(of);
      } else {
        // An organisation that is gone takes its entries with it; other values are apart from
        // numbers.
        if (!(change instanceof Change.EntriesOf)) {
          flush();
        }
        unknownTypes += index.apply(change) ? 0 : 1;
      }
    } catch (IllegalArgumentException e) {
      badRows++;
    }
  }

  /** The index with all that was taken. */
  public Index finish() {
    flush();
    Arrays.fill(parts, null);
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
    long digits = EntryList.digits(Kind.PHONE, of.value());
    if (of.organisationId() != organisationId) {
      flush();
      organisationId = of.organisationId();
      isLong = false;
    }
    if (Observed.isObserved(of.entries())) {
      index.listOf(organisationId).observes(1);
    }
    Cells batch = isLong ? part(digits) : first;
    batch.add(digits, of.entries());
    if (batch.isFull()) {
      write(batch);
      isLong = true;
    }
  }

  private Cells part(long digits) {
    int part = (int) (Scatter.mix(digits) >>> Scatter.BITS - PART_BITS);
    if (parts[part] == null) {
      parts[part] = new Cells(0);
    }
    return parts[part];
  }

  private void flush() {
    write(first);
    for (Cells part : parts) {
      if (isLong && part != null) {
        write(part);
      }
    }
  }

  private void write(Cells batch) {
    if (batch.size > 0) {
      index.listOf(organisationId).putPhones(batch);
      batch.clear();
    }
  }
}
