package io.ringfence.store;

import io.ringfence.domain.Change;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes entries as they are decoded, in the order of their values, and hands on one value at a
 * time.
 */
final class EntryPage {
  private static final Logger LOG = LoggerFactory.getLogger(EntryPage.class);

  /** Where a page ends. */
  record Key(int organisation, String kind, String value) {}

  static final Key START = new Key(0, "", "");

  private final Consumer<Change> into;
  private final LongAdder skipped;
  private final List<EntryState> states = new ArrayList<>(2);
  private Key key;
  private long rows;

  EntryPage(Consumer<Change> into, LongAdder skipped) {
    this.into = into;
    this.skipped = skipped;
  }

  /** The row is the client's and is used again for the next: everything is copied out of it. */
  void add(Row row) {
    rows++;
    int organisation = row.getInteger(0);
    String value = row.getString(2);
    if (key == null
        || organisation != key.organisation()
        || !value.equals(key.value())
        || !row.getString(1).equals(key.kind())) {
      end();
      key = new Key(organisation, row.getString(1), value);
    }
    try {
      Long until = row.getLong(5);
      states.add(
          new EntryState(
              row.getLong(3),
              Effect.of(row.getString(4)),
              until == null ? EntryState.NEVER : until,
              row.getBoolean(6),
              row.getInteger(7)));
    } catch (RuntimeException e) {
      skip(row.getLong(3), e);
    }
  }

  /** Hands on the last value. */
  void end() {
    if (states.isEmpty()) {
      return;
    }
    Kind kind;
    try {
      kind = Kind.of(key.kind());
    } catch (RuntimeException e) {
      states.forEach(state -> skip(state.id(), e));
      states.clear();
      return;
    }
    // As the log has them, so that one value has one form wherever it comes from.
    states.sort(Comparator.comparingLong(EntryState::id));
    into.accept(new Change.EntriesOf(key.organisation(), kind, key.value(), states));
    states.clear();
  }

  private void skip(long id, RuntimeException why) {
    skipped.increment();
    LOG.warn("entry {} cannot be read and is passed over: {}", id, why.getClass().getSimpleName());
  }

  long rows() {
    return rows;
  }

  Key last() {
    return key;
  }

  /** Collectors of parallel streams need this; the SQL client's are not. */
  static EntryPage notCombined(EntryPage one, EntryPage other) {
    throw new UnsupportedOperationException("rows come one after the other");
  }
}
