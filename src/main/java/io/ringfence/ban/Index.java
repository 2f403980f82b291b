package io.ringfence.ban;

import io.ringfence.domain.Change;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Revision;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that letting a request in and deciding a call read: the directory, and each
 * organisation's entries. Any thread reads at any time, whatever is being written; one thread at a
 * time applies changes. An organisation without entries costs nothing.
 */
public final class Index {
  private final Directory directory = new Directory();
  private final Slots<EntryList> lists = new Slots<>();
  private final PrintKey prints;

  public Index() {
    this(PrintKey.random());
  }

  Index(PrintKey prints) {
    this.prints = prints;
  }

  /**
   * How much there is of each thing.
   *
   * @param entries of every kind; those that have ended or are only observed count too
   */
  public record Sizes(
      int organisations, int accounts, int lines, int keys, Map<Kind, Long> entries) {
    /** Of a node that holds nothing. */
    public static final Sizes NOTHING = new Sizes(0, 0, 0, 0, Map.of());

    public Sizes {
      entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    }

    public long of(Kind kind) {
      return entries.getOrDefault(kind, 0L);
    }

    /** How many entries there are. */
    public long all() {
      return entries.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  public Directory directory() {
    return directory;
  }

  /** The organisation's entries, none if it is unknown. */
  public EntryList entries(int organisationId) {
    EntryList list = lists.get(organisationId);
    return list == null ? EntryList.NOTHING : list;
  }

  /**
   * Applies a change. As a change is the whole state of one thing, applying it twice, or after a
   * load that already held it, changes nothing; nor does it matter whether an organisation or its
   * entries come first.
   *
   * @return false for a change of a type this version does not know
   * @throws IllegalArgumentException if the value is not one of its kind, or the change could not
   *     be read; nothing is changed then
   */
  public boolean apply(Change change) {
    if (change instanceof Change.Unreadable unreadable) {
      throw new IllegalArgumentException("a change that could not be read: " + unreadable.type());
    }
    if (change instanceof Change.EntriesOf of) {
      putEntries(of);
      return true;
    }
    if (change instanceof Change.OrganisationGone gone) {
      lists.set(gone.id(), null);
    }
    return directory.apply(change);
  }

  /**
   * Whether exactly these entries stand here of that value.
   *
   * @param of its entries by ascending id
   * @throws IllegalArgumentException if the value is not one of its kind
   */
  public boolean holds(Change.EntriesOf of) {
    return entries(of.organisationId()).states(of.kind(), of.value()).equals(of.entries());
  }

  public Sizes sizes() {
    Map<Kind, Long> entries = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      long[] sum = {0};
      lists.forEach(list -> sum[0] += list.entries(kind));
      entries.put(kind, sum[0]);
    }
    return new Sizes(
        directory.organisationCount(),
        directory.accountCount(),
        directory.lineCount(),
        directory.keyCount(),
        entries);
  }

  /** How many standing entries the organisations of each shard have. */
  public long[] entriesByShard() {
    long[] entries = new long[Revision.SHARDS];
    directory.forEachOrganisation(
        organisation -> entries[organisation.shard()] += entries(organisation.id()).entries());
    return entries;
  }

  /** The heap that the entries hold, in bytes, by reckoning; the directory is not counted. */
  public long bytes() {
    long[] bytes = {lists.bytes()};
    lists.forEach(list -> bytes[0] += list.bytes());
    return bytes[0];
  }

  int remove(int organisationId, Unseen unseen) {
    EntryList list = lists.get(organisationId);
    int removed = list == null ? 0 : list.remove(unseen);
    if (removed > 0 && list.isEmpty()) {
      lists.set(organisationId, null);
    }
    return removed;
  }

  /** Above every organisation's id. */
  int organisationLimit() {
    return lists.limit();
  }

  /** Puts in what a snapshot held of an organisation. */
  void put(int organisationId, EntryList list) {
    lists.set(organisationId, list.isEmpty() ? null : list);
  }

  PrintKey prints() {
    return prints;
  }

  /** The organisation's list to write to. */
  EntryList listOf(int organisationId) {
    EntryList list = lists.get(organisationId);
    if (list == null) {
      list = new EntryList(prints);
      lists.set(organisationId, list);
    }
    return list;
  }

  private void putEntries(Change.EntriesOf of) {
    EntryList list = lists.get(of.organisationId());
    if (list == null && of.entries().isEmpty()) {
      return;
    }
    EntryList own = list == null ? new EntryList(prints) : list;
    own.put(of.kind(), of.value(), of.entries());
    if (list == null || own.isEmpty()) {
      lists.set(of.organisationId(), own.isEmpty() ? null : own);
    }
  }
}
