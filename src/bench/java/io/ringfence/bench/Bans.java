package io.ringfence.bench;

import io.ringfence.ban.Index;
import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.domain.Account;
import io.ringfence.domain.Change;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
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
import java.util.stream.IntStream;

/** A node with so many bans, a fifth of them with an end, and the account and line of a first start. */
final class Bans {
  private Bans() {}

  /** A million, where there may be so many, and as many as there may be. */
  static int[] sizes(int most) {
    return IntStream.of(Math.min(1_000_000, most), most).distinct().toArray();
  }

  static NodeIndex loadedNode(int bans) {
    return loadedNode(numbers(bans), 1);
  }

  /** The bans of organisations that have equally many. */
  static NodeIndex loadedNode(long[] numbers, int organisations) {
    IndexLoad load = new IndexLoad();
    for (int id = 1; id <= organisations; id++) {
      load.accept(new Change.OrganisationIs(organisation(id)));
    }
    load.accept(
        new Change.AccountIs(new Account(1, "acc_1", 1, "default", List.of(), null)));
    load.accept(
        new Change.LineIs(
            new Line(
                1, "line_1", 1, 1, null, null, null, null, null, Policies.NONE, false)));
    int each = numbers.length / organisations;
    forEach(
        numbers,
        (digits, state) ->
            load.accept(
                new Change.EntriesOf(
                    1 + (int) ((state.id() - 1) / each), Kind.PHONE, "+" + digits, List.of(state))));
    NodeIndex node = new NodeIndex();
    node.swap(
        new Replica(
            load.finish(),
            Collections.nCopies(Revision.SHARDS, new Replica.Position(0, null)),
            node.counts()));
    node.confirmed(Instant.now());
    return node;
  }

  /** An index with so many bans of a kind but whole numbers, all of organisation 1. */
  static Index values(Kind kind, int bans) {
    IndexLoad load = new IndexLoad();
    long ends = Instant.now().plusSeconds(86_400).toEpochMilli();
    for (int i = 0; i < bans; i++) {
      long until = i % 5 == 0 ? ends : EntryState.NEVER;
      EntryState state = new EntryState(i + 1L, Effect.BAN, until, false, 7);
      load.accept(new Change.EntriesOf(1, kind, value(kind, i), List.of(state)));
    }
    return load.finish();
  }

  /**
   * The value of a number, always the same one; of addresses a fifth are blocks of each of four lengths,
   * half are IPv6.
   */
  static String value(Kind kind, int i) {
    return switch (kind) {
      case PHONE_PREFIX -> "+" + (10_000_000 + i);
      case IP -> range(i).toString();
      case EMAIL -> "someone." + i + "@mail" + i % 1_000 + ".example.com";
      case EMAIL_DOMAIN -> "mail" + i + ".example.com";
      case VISITOR_ID -> "v_" + Long.toHexString(i * 0x9E3779B97F4A7C15L);
      default -> throw new IllegalArgumentException("no values of " + kind);
    };
  }

  private static IpRange range(int i) {
    int step = i / 2 % 5;
    return i % 2 == 0
        ? IpRange.v4(i << 3, 32).network(step == 0 ? 32 : 32 - step)
        : IpRange.v6(0x2001_0db8_0000_0000L, (long) i << 32, 128)
            .network(step == 0 ? 128 : 128 - 8 * step);
  }

  private static Organisation organisation(int id) {
    String slug = id == 1 ? "default" : "organisation-" + id;
    return new Organisation(id, "org_" + id, slug, slug, id % 16, "US", Policies.NONE, false);
  }

  /** Each number with its ban, always the same ones. */
  static void forEach(int bans, BiConsumer<Long, EntryState> action) {
    forEach(numbers(bans), action);
  }

  private static void forEach(long[] numbers, BiConsumer<Long, EntryState> action) {
    long ends = Instant.now().plusSeconds(86_400).toEpochMilli();
    for (int i = 0; i < numbers.length; i++) {
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
