package io.ringfence.ban;

import io.ringfence.domain.Change;
import io.ringfence.domain.E164;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;

/**
 * Everything that letting a request in and deciding a call read: the directory, and each
 * organisation's entries. Any thread reads at any time, whatever is being written; one thread at a
 * time applies changes. An organisation without entries costs nothing.
 */
public final class Index {
  private final Directory directory = new Directory();
  private final Slots<EntryList> lists = new Slots<>();

  /** How much there is of each thing; entries that have ended or are only observed count too. */
  public record Sizes(
      int organisations, int accounts, int lines, int keys, long phones, long prefixes) {}

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
    return entries(of.organisationId()).states(of.kind(), digits(of)).equals(of.entries());
  }

  public Sizes sizes() {
    long[] entries = new long[2];
    lists.forEach(
        list -> {
          entries[0] += list.entries(Kind.PHONE);
          entries[1] += list.entries(Kind.PHONE_PREFIX);
        });
    return new Sizes(
        directory.organisationCount(),
        directory.accountCount(),
        directory.lineCount(),
        directory.keyCount(),
        entries[0],
        entries[1]);
  }

  /** How many standing entries the organisations of each shard have. */
  public long[] entriesByShard() {
    long[] entries = new long[Revision.SHARDS];
    directory.forEachOrganisation(
        organisation -> entries[organisation.shard()] += entriesOf(organisation));
    return entries;
  }

  /** The heap that the entries hold, in bytes, by reckoning; the directory is not counted. */
  public long bytes() {
    long[] bytes = {lists.bytes()};
    lists.forEach(list -> bytes[0] += list.bytes());
    return bytes[0];
  }

  /** Above every organisation's id. */
  int organisationLimit() {
    return lists.limit();
  }

  /** Puts in what a snapshot held of an organisation. */
  void put(int organisationId, EntryList list) {
    lists.set(organisationId, list.isEmpty() ? null : list);
  }

  static long digits(Change.EntriesOf of) {
    return of.kind() == Kind.PHONE
        ? E164.parse(of.value()).digits()
        : NumberPrefix.parse(of.value()).digits();
  }

  /** The organisation's list to write to. */
  EntryList listOf(int organisationId) {
    EntryList list = lists.get(organisationId);
    if (list == null) {
      list = new EntryList();
      lists.set(organisationId, list);
    }
    return list;
  }

  private void putEntries(Change.EntriesOf of) {
    long digits = digits(of);
    EntryList list = lists.get(of.organisationId());
    if (list == null && of.entries().isEmpty()) {
      return;
    }
    list = listOf(of.organisationId());
    list.put(of.kind(), digits, of.entries());
    if (list.isEmpty()) {
      lists.set(of.organisationId(), null);
    }
  }

  private long entriesOf(Organisation organisation) {
    EntryList list = entries(organisation.id());
    return list.entries(Kind.PHONE) + list.entries(Kind.PHONE_PREFIX);
  }
}
