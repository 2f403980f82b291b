package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One organisation's entries: whole numbers, and prefixes. Any thread reads at any time; one thread
 * at a time writes.
 */
public final class EntryList {
  /** What organisations without entries have; never written to. */
  static final EntryList NOTHING = new EntryList();

  private final EntryTable phones;

  /** Null until there is a prefix: most organisations never make one. */
  private volatile PrefixTable prefixes;

  EntryList() {
    this(new EntryTable(), new EntryTable());
  }

  EntryList(EntryTable phones, EntryTable prefixes) {
    this.phones = phones;
    this.prefixes = prefixes.values() == 0 ? null : new PrefixTable(prefixes);
  }

  /**
   * The entry for exactly this number that decides, or {@link Match#NONE}.
   *
   * @param now milliseconds since 1970 UTC, by which ends are judged
   */
  public long exact(long digits, Channel channel, long now) {
    return phones.find(digits, channel, now);
  }

  /** The entry of the longest prefix of this number that decides, or {@link Match#NONE}. */
  public long longestPrefix(long digits, Channel channel, long now) {
    PrefixTable table = prefixes;
    return table == null ? Match.NONE : table.longest(digits, channel, now);
  }

  /** Every standing entry of a value by id, ended and observed ones too. */
  public List<EntryState> states(Kind kind, long digits) {
    if (kind == Kind.PHONE) {
      return phones.states(digits);
    }
    PrefixTable table = prefixes;
    return table == null ? List.of() : table.table().states(digits);
  }

  /** How many standing entries of a kind, ended and observed ones too. */
  public long entries(Kind kind) {
    if (kind == Kind.PHONE) {
      return phones.entries();
    }
    PrefixTable table = prefixes;
    return table == null ? 0 : table.table().entries();
  }

  /** Every value of a kind, in no order; see {@link EntryTable#forEachValue}. */
  public void forEachValue(Kind kind, LongConsumer action) {
    PrefixTable table = prefixes;
    if (kind == Kind.PHONE) {
      phones.forEachValue(action);
    } else if (table != null) {
      table.table().forEachValue(action);
    }
  }

  /** The heap it holds, in bytes. */
  public long bytes() {
    PrefixTable table = prefixes;
    return 24 + phones.bytes() + (table == null ? 0 : 112 + table.table().bytes());
  }

  /** The segments of a kind, as {@link EntryTable#segments()} gives them. */
  List<long[]> segments(Kind kind) {
    if (kind == Kind.PHONE) {
      return phones.segments();
    }
    PrefixTable table = prefixes;
    return table == null ? List.of() : table.table().segments();
  }

  boolean isEmpty() {
    return phones.values() == 0 && prefixes == null;
  }

  void put(Kind kind, long digits, List<EntryState> states) {
    if (kind == Kind.PHONE) {
      phones.put(digits, states);
      return;
    }
    PrefixTable table = prefixes;
    if (table == null) {
      if (states.isEmpty()) {
        return;
      }
      table = new PrefixTable();
      prefixes = table;
    }
    table.put(digits, states);
    if (table.table().values() == 0) {
      prefixes = null;
    }
  }

  void putPhones(Cells batch) {
    phones.putAll(batch);
  }
}
