package io.ringfence.sync;

import io.ringfence.ban.EntryList;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Unseen;
import io.ringfence.domain.Change;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Revision;
import io.ringfence.store.EntryPages;
import io.ringfence.store.EntryPages.Absent;
import io.ringfence.store.EntryPages.Counted;
import io.ringfence.store.EntryPages.Place;
import io.ringfence.store.Heads;
import io.ringfence.sync.MemoryCheck.Found;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what memory has and the tables have not, which going through the tables cannot show. It
 * counts, and looks closer only where the counts differ. Where the tables do not hold what the
 * database itself counts, what is in memory stays, as it does when a load disagrees.
 */
final class SurplusCheck {
  private static final int BATCH = 2_000;
  private static final Set<Kind> NUMBERS = EnumSet.of(Kind.PHONE, Kind.PHONE_PREFIX);

  /** Beyond every value that begins with a plus. */
  private static final String AFTER_NUMBERS = "~";

  private final EntryPages pages;
  private final NodeIndex node;
  private final SyncState state;

  SurplusCheck(EntryPages pages, NodeIndex node, SyncState state) {
    this.pages = pages;
    this.node = node;
    this.state = state;
  }

  /** Looks through every shard whose count differs from memory's. */
  Future<Found> look(Tally tally) {
    Replica replica = tally.replica();
    return pages
        .heads()
        .compose(
            heads -> {
              long[] there = replica.index().entriesByShard();
              Future<Found> all = Future.succeededFuture(Found.NOTHING);
              for (int shard = 0; shard < Revision.SHARDS; shard++) {
                int one = shard;
                if (MemoryCheck.stands(replica, heads, one)
                    && tally.isSuspicious(one, heads, there[one])) {
                  all = all.compose(found -> look(replica, one).map(found::plus));
                }
              }
              return all;
            });
  }

  private Future<Found> look(Replica replica, int shard) {
    return pages
        .count(shard)
        .compose(
            counted -> {
              if (node.replica() != replica
                  || !MemoryCheck.stands(replica, counted.heads(), shard)) {
                return Future.succeededFuture(Found.NOTHING);
              }
              Found miscounted = miscounted(counted, shard);
              if (miscounted.miscounted() > 0) {
                // A load would be held back: then nothing is taken out either.
                return Future.succeededFuture(miscounted);
              }
              Future<Found> all = Future.succeededFuture(Found.NOTHING);
              for (int organisation : withMore(replica, counted, shard)) {
                all = all.compose(found -> look(replica, shard, organisation).map(found::plus));
              }
              return all;
            });
  }

  private static Found miscounted(Counted counted, int shard) {
    long stand = counted.entries().values().stream().mapToLong(Long::longValue).sum();
    return new Found(0, 0, Math.abs(stand - counted.heads().entries()[shard]));
  }

  private static List<Integer> withMore(Replica replica, Counted counted, int shard) {
    List<Integer> organisations = new ArrayList<>();
    replica
        .index()
        .directory()
        .forEachOrganisation(
            organisation -> {
              EntryList list = replica.index().entries(organisation.id());
              long there = list.entries();
              if (organisation.shard() == shard
                  && there > counted.entries().getOrDefault(organisation.id(), 0L)) {
                organisations.add(organisation.id());
              }
            });
    return organisations;
  }

  private Future<Found> look(Replica replica, int shard, int organisation) {
    Future<Found> all = lookAtValues(replica, shard, organisation);
    for (Kind kind : NUMBERS) {
      List<String> values = new ArrayList<>();
      replica.index().entries(organisation).forEachNumber(kind, d -> values.add("+" + d));
      for (int from = 0; from < values.size(); from += BATCH) {
        List<String> some = values.subList(from, Math.min(from + BATCH, values.size()));
        all =
            all.compose(
                found ->
                    pages
                        .absent(organisation, kind, some)
                        .map(absent -> remove(replica, shard, organisation, kind, absent))
                        .map(found::plus));
      }
    }
    return all;
  }

  private Found remove(Replica replica, int shard, int organisation, Kind kind, Absent absent) {
    if (node.replica() != replica || !MemoryCheck.stands(replica, absent.heads(), shard)) {
      return Found.NOTHING;
    }
    for (String value : absent.values()) {
      replica.repair(new Change.EntriesOf(organisation, kind, value, List.of()));
      state.repaired();
    }
    return new Found(0, absent.values().size(), 0);
  }

  /**
   * Values that are no numbers, of which memory has prints only: all that the tables have are
   * crossed out. What was put after they were noted is not among them, and what was changed since
   * stays.
   */
  private Future<Found> lookAtValues(Replica replica, int shard, int organisation) {
    Unseen unseen = replica.index().entries(organisation).unseen();
    return crossOut(unseen, organisation, new Place(organisation, "", ""))
        .map(
            heads -> {
              if (node.replica() != replica || !MemoryCheck.stands(replica, heads, shard)) {
                return Found.NOTHING;
              }
              int removed = replica.remove(organisation, unseen);
              for (int i = 0; i < removed; i++) {
                state.repaired();
              }
              return new Found(0, removed, 0);
            });
  }

  /** The heads at the end. */
  private Future<Heads> crossOut(Unseen unseen, int organisation, Place after) {
    return pages
        .after(after)
        .compose(
            page -> {
              for (Change.EntriesOf value : page.values()) {
                if (value.organisationId() == organisation && !NUMBERS.contains(value.kind())) {
                  crossOut(unseen, value);
                }
              }
              Place last = page.last();
              return last == null || last.organisation() != organisation
                  ? Future.succeededFuture(page.heads())
                  : crossOut(unseen, organisation, pastNumbers(last));
            });
  }

  /** Numbers, of which there may be millions, come together in the order of kinds. */
  private static Place pastNumbers(Place last) {
    return last.kind().equals(Kind.PHONE.word()) || last.kind().equals(Kind.PHONE_PREFIX.word())
        ? new Place(last.organisation(), Kind.PHONE_PREFIX.word(), AFTER_NUMBERS)
        : last;
  }

  private static void crossOut(Unseen unseen, Change.EntriesOf value) {
    try {
      unseen.seen(value);
    } catch (IllegalArgumentException unreadable) {
      // Memory does not have it either.
      return;
    }
  }
}
