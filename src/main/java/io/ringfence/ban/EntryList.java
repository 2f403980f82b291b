package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.domain.VisitorId;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One organisation's entries: whole numbers, prefixes, and values that are no numbers. Any thread
 * reads at any time; one thread at a time writes.
 *
 * <p>What looks for an entry that decides passes over those that have ended or are only observed;
 * of equally exact ones that which allows decides. {@code now} is milliseconds since 1970 UTC.
 */
public final class EntryList {
  /** What organisations without entries have; never written to. */
  static final EntryList NOTHING = new EntryList(new PrintKey(0, 0));

  final PrintKey prints;
  private final EntryTable phones;

  /** Null until there is a prefix: most organisations never make one. */
  private volatile PrefixTable prefixes;

  /** Null until there is one. */
  private volatile ValueTable values;

  /** Values with an observed entry; never fewer than there are. */
  private volatile int observed;

  EntryList(PrintKey prints) {
    this(prints, new EntryTable(), new EntryTable(), new ValueTable());
  }

  EntryList(PrintKey prints, EntryTable phones, EntryTable prefixes, ValueTable values) {
    this.prints = prints;
    this.phones = phones;
    this.prefixes = prefixes.values() == 0 ? null : new PrefixTable(prefixes);
    this.values = values.isEmpty() ? null : values;
    this.observed = phones.observed() + prefixes.observed() + values.observed();
  }

  /** Whether an entry may be only observed; false says that none is. */
  boolean mayObserve() {
    return observed > 0;
  }

  /** Notes values with an observed entry that come with {@link #putPhones}. */
  void observes(int more) {
    observed += more;
  }

  /** The entry for exactly this number that decides, or {@link Match#NONE}. */
  public long exact(long digits, Channel channel, long now) {
    return phones.find(digits, channel, now);
  }

  /** The entry of the longest prefix of this number that decides, or {@link Match#NONE}. */
  public long longestPrefix(long digits, Channel channel, long now) {
    PrefixTable table = prefixes;
    return table == null ? Match.NONE : table.longest(digits, channel, now);
  }

  /** The entry of the smallest block with this address that decides, or {@link Match#NONE}. */
  public long ip(IpRange address, Channel channel, long now) {
    ValueTable table = values;
    return table == null ? Match.NONE : table.longest(prints, address, channel, now);
  }

  /** The entry for exactly this address that decides, or {@link Match#NONE}. */
  public long email(Email email, Channel channel, long now) {
    ValueTable table = values;
    return lacks(table, Kind.EMAIL) ? Match.NONE : table.find(prints.of(email), channel, now);
  }

  /** The entry of the narrowest domain holding this one that decides, or {@link Match#NONE}. */
  public long emailDomain(EmailDomain domain, Channel channel, long now) {
    ValueTable table = values;
    if (lacks(table, Kind.EMAIL_DOMAIN)) {
      return Match.NONE;
    }
    String text = domain.text();
    // A top-level domain alone is no value: it ends at the last dot.
    for (int from = 0; text.indexOf('.', from) >= 0; from = text.indexOf('.', from) + 1) {
      long match = table.find(prints.of(domain, from), channel, now);
      if (match != Match.NONE) {
        return match;
      }
    }
    return Match.NONE;
  }

  /** The entry for exactly this visitor id that decides, or {@link Match#NONE}. */
  public long visitorId(VisitorId id, Channel channel, long now) {
    ValueTable table = values;
    return lacks(table, Kind.VISITOR_ID) ? Match.NONE : table.find(prints.of(id), channel, now);
  }

  /** The entry for this country that decides, or {@link Match#NONE}. */
  public long country(Country country, Channel channel, long now) {
    ValueTable table = values;
    return lacks(table, Kind.COUNTRY) ? Match.NONE : table.find(prints.of(country), channel, now);
  }

  /**
   * Every standing entry of a value by id, ended and observed ones too.
   *
   * @param value in canonical form
   * @throws IllegalArgumentException if it is none of its kind
   */
  public List<EntryState> states(Kind kind, String value) {
    if (kind == Kind.PHONE || kind == Kind.PHONE_PREFIX) {
      return states(kind, digits(kind, value));
    }
    ValueTable table = values;
    Print print = prints.of(kind, value);
    return table == null ? List.of() : table.states(print);
  }

  /** Every standing entry of a number, or of a prefix. */
  public List<EntryState> states(Kind kind, long digits) {
    if (kind == Kind.PHONE) {
      return phones.states(digits);
    }
    PrefixTable table = prefixes;
    return table == null ? List.of() : table.table().states(digits);
  }

  /** How long the blocks in the list may be that hold a range: its own length first. */
  public List<Integer> lengths(IpRange range) {
    ValueTable table = values;
    return table == null ? List.of() : table.lengths(range);
  }

  /** How many standing entries of a kind, ended and observed ones too. */
  public long entries(Kind kind) {
    PrefixTable table = prefixes;
    ValueTable others = values;
    return switch (kind) {
      case PHONE -> phones.entries();
      case PHONE_PREFIX -> table == null ? 0 : table.table().entries();
      case IP, EMAIL, EMAIL_DOMAIN, VISITOR_ID, COUNTRY ->
          others == null ? 0 : others.entries(kind);
    };
  }

  /** How many standing entries of every kind. */
  public long entries() {
    return Arrays.stream(Kind.values()).mapToLong(this::entries).sum();
  }

  /** Every number, or prefix, in no order; see {@link EntryTable#forEachValue}. */
  public void forEachNumber(Kind kind, LongConsumer action) {
    PrefixTable table = prefixes;
    if (kind == Kind.PHONE) {
      phones.forEachValue(action);
    } else if (table != null) {
      table.table().forEachValue(action);
    }
  }

  /** The values that are no numbers, to find those that should not be there. */
  public Unseen unseen() {
    return new Unseen(prints, values());
  }

  /** The heap it holds, in bytes. */
  public long bytes() {
    PrefixTable table = prefixes;
    ValueTable others = values;
    return 32
        + phones.bytes()
        + (table == null ? 0 : 112 + table.table().bytes())
        + (others == null ? 0 : others.bytes());
  }

  /** What each part is made of, as the snapshot keeps it. */
  List<long[]> phones() {
    return phones.segments();
  }

  List<long[]> prefixes() {
    PrefixTable table = prefixes;
    return table == null ? List.of() : table.table().segments();
  }

  List<long[]> values() {
    ValueTable table = values;
    return table == null ? List.of() : table.segments();
  }

  boolean isEmpty() {
    return phones.values() == 0 && prefixes == null && values == null;
  }

  /**
   * Sets the standing entries of a value; none removes it.
   *
   * @throws IllegalArgumentException if the value is none of its kind; nothing is changed then
   */
  void put(Kind kind, String value, List<EntryState> states) {
    boolean before = mayObserve() && Observed.isObserved(states(kind, value));
    boolean after = Observed.isObserved(states);
    // Before the entry: whoever could see it is told to look.
    observed += after && !before ? 1 : 0;
    set(kind, value, states);
    observed -= before && !after ? 1 : 0;
  }

  private void set(Kind kind, String value, List<EntryState> states) {
    if (kind == Kind.PHONE) {
      phones.put(digits(kind, value), states);
    } else if (kind == Kind.PHONE_PREFIX) {
      putPrefix(digits(kind, value), states);
    } else {
      putValue(kind, value, states);
    }
  }

  /** Takes out what was not seen and is still what it was; returns how many values. */
  int remove(Unseen unseen) {
    int removed = 0;
    for (int i = unseen.next(0); i >= 0; i = unseen.next(i + 1)) {
      ValueTable table = values;
      if (table != null && table.has(unseen.print(i), unseen.word(i))) {
        putValue(unseen.print(i), ValueRows.marksIn(unseen.word(i)), List.of());
        removed++;
      }
    }
    return removed;
  }

  void putPhones(Cells batch) {
    phones.putAll(batch);
  }

  /**
   * The digits of a number, or of a prefix.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long digits(Kind kind, String value) {
    return kind == Kind.PHONE ? E164.parse(value).digits() : NumberPrefix.parse(value).digits();
  }

  private void putPrefix(long digits, List<EntryState> states) {
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

  private void putValue(Kind kind, String value, List<EntryState> states) {
    IpRange range = kind == Kind.IP ? IpRange.parse(value) : null;
    if (range != null && range.length() == 0) {
      throw new IllegalArgumentException("no entry holds every address");
    }
    Print print = range == null ? prints.of(kind, value) : prints.of(range);
    putValue(print, range == null ? ValueRows.marks(kind) : ValueRows.marks(range), states);
  }

  private void putValue(Print print, long marks, List<EntryState> states) {
    ValueTable table = values;
    if (table == null) {
      if (states.isEmpty()) {
        return;
      }
      table = new ValueTable();
      values = table;
    }
    table.put(print, marks, states);
    if (table.isEmpty()) {
      values = null;
    }
  }

  private static boolean lacks(ValueTable table, Kind kind) {
    return table == null || table.entries(kind) == 0;
  }
}
