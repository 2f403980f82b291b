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
    SplittableRandom random = new SplittableRandom(1);
    long ends = Instant.now().plusSeconds(86_400).toEpochMilli();
    for (int id = 1; id <= bans; id++) {
      long until = id % 5 == 0 ? ends : EntryState.NEVER;
      load.accept(
          new Change.EntriesOf(
              1,
              Kind.PHONE,
              "+1" + random.nextLong(2_010_000_000L, 9_999_999_999L),
              List.of(new EntryState(id, Effect.BAN, until, false, 7))));
    }
    NodeIndex node = new NodeIndex();
    node.swap(
        new Replica(
            load.finish(),
            Collections.nCopies(Revision.SHARDS, new Replica.Position(0, null)),
            node.counts()));
    node.confirmed(Instant.now());
    return node;
  }
}
