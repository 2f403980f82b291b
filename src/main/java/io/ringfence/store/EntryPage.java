package io.ringfence.store;

import io.ringfence.domain.Change;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
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

  private static final int SAID = 10;

  /** Where a page ends. */
  record Key(int organisation, String kind, String value) {}

  static final Key START = new Key(0, "", "");

  /** After every value: no organisation has that number. */
  static final Key END = new Key(Integer.MAX_VALUE, "", "");

  /** Of what is asked beside the channels, in one number: as {@link TableLoad#entries} has it. */
  private static final int OBSERVE = 8;

  private static final int ALLOW = 16;

  private final Consumer<Change> into;
  private final LongAdder skipped;
  private final List<EntryState> states = new ArrayList<>(2);
  private Key key;
  private long rows;
  private long unreadable;

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
      Long until = row.getLong(4);
      int bits = row.getInteger(5);
      states.add(
          new EntryState(
              row.getLong(3),
              (bits & ALLOW) == 0 ? Effect.BAN : Effect.ALLOW,
              until == null ? EntryState.NEVER : until,
              (bits & OBSERVE) != 0,
              bits & OBSERVE - 1));
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
    unreadable++;
    // All of a kind that only newer nodes know would fill the log.
    if (unreadable <= SAID) {
      LOG.warn(
          "entry {} cannot be read and is passed over: {}", id, why.getClass().getSimpleName());
    }
  }

  /** How many of the rows could not be read. */
  long unreadable() {
    return unreadable;
  }

  long rows() {
    return rows;
  }

  Key last() {
    return key;
  }

  /** The parameters of {@link TableLoad#entries}. */
  static Tuple between(Key after, Key upTo) {
    return Tuple.of(
        after.organisation(),
        after.kind(),
        after.value(),
        upTo.organisation(),
        upTo.kind(),
        upTo.value());
  }

  /** The page, with its last value handed on: on the thread that took the rows. */
  EntryPage ended() {
    end();
    return this;
  }

  /** Collectors of parallel streams need this; the SQL client's are not. */
  static EntryPage notCombined(EntryPage one, EntryPage other) {
    throw new UnsupportedOperationException("rows come one after the other");
  }
}
