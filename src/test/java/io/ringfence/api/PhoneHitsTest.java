package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.api.PhoneHits.Hit;
import io.ringfence.ban.CallFacts;
import io.ringfence.ban.Index;
import io.ringfence.ban.Ladder;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PhoneHitsTest {
  private static final long NOW = 1_000_000;
  private static final Organisation ACME =
      new Organisation(7, "org_acme", "acme", "Acme", 7, "US", Policies.NONE, false);
  private static final Line LINE =
      new Line(1, "line_1", 7, 1, null, null, null, null, null, Policies.NONE, false);

  private long ids;

  private EntryState state(Random random) {
    long until =
        switch (random.nextInt(4)) {
          case 0 -> NOW;
          case 1 -> NOW + 1;
          default -> EntryState.NEVER;
        };
    Effect effect = random.nextInt(3) == 0 ? Effect.ALLOW : Effect.BAN;
    return new EntryState(
        ++ids, effect, until, random.nextInt(4) == 0, 1 + random.nextInt(Channel.ALL));
  }

  private void put(Index index, Kind kind, String value, Random random) {
    List<EntryState> states = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      states.add(state(random));
    }
    index.apply(new Change.EntriesOf(7, kind, value, states));
  }

  private static Decision ladder(Index index, CallerId.Known caller) {
    CallFacts facts = new CallFacts(caller, null, false, null, null, null, false);
    return Ladder.decide(index, ACME, LINE, facts, NOW, false);
  }

  @Test
  void decidesAsTheLadderOfCallsDoes() {
    CallerId.Known caller =
        new CallerId.Known(E164.parse("+5491123456789"), List.of(E164.parse("+541123456789")));
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      Index index = new Index();
      for (E164 form : List.of(caller.number(), caller.alternates().get(0))) {
        if (random.nextInt(3) == 0) {
          put(index, Kind.PHONE, form.toString(), random);
        }
        for (int length = 4; length <= form.length(); length += 1 + random.nextInt(4)) {
          put(index, Kind.PHONE_PREFIX, form.toString().substring(0, length + 1), random);
        }
      }

      List<Hit> hits = PhoneHits.of(index.entries(7), caller, Channel.VOICE, NOW);

      Decision decision = ladder(index, caller);
      assertEquals(decision.reason(), Verdict.of(hits, null, false).reason(), "seed " + seed);
      assertEquals(decision instanceof Decision.Reject, Verdict.of(hits, null, false).blocked());
    }
  }
}
