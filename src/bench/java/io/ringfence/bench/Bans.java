package io.ringfence.bench;

import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.domain.Account;
import io.ringfence.domain.Change;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Revision;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** A node with so many bans, a fifth of them with an end, and the account and line of a first start. */
final class Bans {
  private Bans() {}

  static NodeIndex loadedNode(int bans) {
    IndexLoad load = new IndexLoad();
    load.accept(
        new Change.OrganisationIs(
            new Organisation(
                1, "org_1", "default", "Default", 1, "US", Policies.NONE, false)));
    load.accept(
        new Change.AccountIs(new Account(1, "acc_1", 1, "default", List.of(), null)));
    load.accept(
        new Change.LineIs(
            new Line(
                1, "line_1", 1, 1, null, null, null, null, null, Policies.NONE, false)));
    forEach(
        bans,
        (digits, state) ->
            load.accept(new Change.EntriesOf(1, Kind.PHONE, "+" + digits, List.of(state))));
    NodeIndex node = new NodeIndex();
    node.swap(
        new Replica(
            load.finish(),
            Collections.nCopies(Revision.SHARDS, new Replica.Position(0, null)),
            node.counts()));
    node.confirmed(Instant.now());
    return node;
  }

  /** Each number with its ban, always the same ones. */
  static void forEach(int bans, BiConsumer<Long, EntryState> action) {
    long[] numbers = numbers(bans);
    long ends = Instant.now().plusSeconds(86_400).toEpochMilli();
    for (int i = 0; i < bans; i++) {
      long until = i % 5 == 0 ? ends : EntryState.NEVER;
      action.accept(numbers[i], new EntryState(i + 1L, Effect.BAN, until, false, 7));
    }
  }

  static long[] numbers(int bans) {
    SplittableRandom random = new SplittableRandom(1);
    long[] numbers = new long[bans];
    for (int i = 0; i < bans; i++) {
      numbers[i] = random.nextLong(12_010_000_000L, 19_999_999_999L);
    }
    return numbers;
  }
}
