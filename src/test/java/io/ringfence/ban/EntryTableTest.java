package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTableTest {
  private static final long NOW = 1_790_000_000_000L;
  private static final long NUMBER = 14_155_552_671L;

  private final EntryTable table = new EntryTable();

  @Test
  void findsNothingWhenEmpty() {
    assertEquals(Match.NONE, table.find(NUMBER, Channel.VOICE, NOW));
    assertEquals(List.of(), table.states(NUMBER));
  }

  @Test
  void findsTheIdOfABanUpToTheLargest() {
    for (long id : new long[] {1, 0xFFFF_FFFFL, 0x1_0000_0000L, EntryState.MAX_ID}) {
      table.put(NUMBER, List.of(ban(id)));

      long match = table.find(NUMBER, Channel.VOICE, NOW);

      assertEquals(id, Match.id(match));
      assertTrue(Match.bans(match));
    }
  }

  @Test
  void passesOverAnEntryThatEndsNow() {
    table.put(NUMBER, List.of(new EntryState(1, Effect.BAN, NOW, false, Channel.ALL)));

    assertEquals(Match.NONE, table.find(NUMBER, Channel.VOICE, NOW));
    assertEquals(1, Match.id(table.find(NUMBER, Channel.VOICE, NOW - 1)));
  }

  @Test
  void passesOverAnObservedEntryAndFindsTheNext() {
    table.put(NUMBER, List.of(new EntryState(1, Effect.BAN, NEVER, true, Channel.ALL), ban(2)));

    assertEquals(2, Match.id(table.find(NUMBER, Channel.VOICE, NOW)));
  }

  @Test
  void passesOverAnEntryOfAnotherChannel() {
    table.put(NUMBER, List.of(new EntryState(1, Effect.BAN, NEVER, false, Channel.CHAT.bit())));

    assertEquals(Match.NONE, table.find(NUMBER, Channel.VOICE, NOW));
    assertEquals(1, Match.id(table.find(NUMBER, Channel.CHAT, NOW)));
  }

  @Test
  void prefersTheEntryThatAllows() {
    table.put(
        NUMBER, List.of(ban(1), new EntryState(2, Effect.ALLOW, NOW + 1, false, Channel.ALL)));

    assertTrue(Match.allows(table.find(NUMBER, Channel.VOICE, NOW)));
    assertEquals(1, Match.id(table.find(NUMBER, Channel.VOICE, NOW + 1)));
  }

  @Test
  void returnsToNothingWhenEmptied() {
    long empty = table.bytes();
    for (int i = 0; i < 50_000; i++) {
      table.put(NUMBER + i, List.of(ban(i + 1)));
    }

    for (int i = 0; i < 50_000; i++) {
      table.put(NUMBER + i, List.of());
    }

    assertEquals(0, table.values());
    assertEquals(0, table.entries());
    assertEquals(empty, table.bytes());
  }

  @Test
  void shrinksWithItsValues() {
    for (int i = 0; i < 50_000; i++) {
      table.put(NUMBER + i, List.of(ban(i + 1)));
    }
    long full = table.bytes();

    for (int i = 500; i < 50_000; i++) {
      table.put(NUMBER + i, List.of());
    }

    assertEquals(500, table.values());
    assertTrue(table.bytes() < full / 50, table.bytes() + " of " + full);
  }

  @Test
  void holdsNumbersWhoseMixedDigitsBeginAlike() {
    int count = 5_000;
    for (int i = 0; i < count; i++) {
      table.put(Scatter.unmix((0x155L << 41) + i), List.of(ban(i + 1)));
    }

    for (int i = 0; i < count; i++) {
      long match = table.find(Scatter.unmix((0x155L << 41) + i), Channel.VOICE, NOW);
      assertEquals(i + 1, Match.id(match));
    }
    assertTrue(table.bytes() < 40L * count, "the directory grew for them");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void answersAsAMapWouldWhateverIsWritten(long seed) {
    Random random = new Random(seed);
    Map<Long, List<EntryState>> model = new HashMap<>();
    for (int round = 0; round < 200_000; round++) {
      // Waves: it grows for a while, then shrinks, so that segments split and join.
      boolean grows = round / 25_000 % 2 == 0;
      long digits = NUMBER + random.nextInt(40_000) * 7L;
      List<EntryState> states =
          random.nextInt(10) < (grows ? 8 : 2) ? someStates(random) : List.of();

      if (random.nextInt(5_000) == 0) {
        putMany(model, random);
      } else {
        table.put(digits, states);
        set(model, digits, states);
      }

      long probe = NUMBER + random.nextInt(40_000) * 7L;
      Channel channel = Channel.values()[random.nextInt(3)];
      assertEquals(expected(model.get(probe), channel), table.find(probe, channel, NOW));
    }
    agrees(model);
  }

  private void putMany(Map<Long, List<EntryState>> model, Random random) {
    Cells batch = new Cells(0);
    for (int i = random.nextInt(16_000); i >= 0; i--) {
      long digits = NUMBER + random.nextInt(40_000) * 7L;
      List<EntryState> states = random.nextInt(3) == 0 ? List.of() : someStates(random);
      batch.add(digits, states);
      set(model, digits, states);
    }
    table.putAll(batch);
  }

  private void agrees(Map<Long, List<EntryState>> model) {
    assertEquals(model.size(), table.values());
    assertEquals(model.values().stream().mapToLong(List::size).sum(), table.entries());
    for (int i = 0; i < 40_000; i++) {
      long digits = NUMBER + i * 7L;
      assertEquals(model.getOrDefault(digits, List.of()), table.states(digits));
    }
  }

  private static void set(Map<Long, List<EntryState>> model, long digits, List<EntryState> states) {
    if (states.isEmpty()) {
      model.remove(digits);
    } else {
      model.put(digits, states);
    }
  }

  private static List<EntryState> someStates(Random random) {
    List<EntryState> states = new ArrayList<>();
    long id = 0;
    for (int i = random.nextInt(8) < 6 ? 1 : 3; i > 0; i--) {
      id += 1 + (random.nextLong() & 0x3F_FFFF_FFFFL);
      states.add(
          new EntryState(
              id,
              random.nextInt(4) == 0 ? Effect.ALLOW : Effect.BAN,
              random.nextInt(5) == 0 ? NOW + random.nextInt(3) - 1 : NEVER,
              random.nextInt(6) == 0,
              1 + random.nextInt(Channel.ALL)));
    }
    return states;
  }

  private static long expected(List<EntryState> states, Channel channel) {
    if (states == null) {
      return Match.NONE;
    }
    long found = Match.NONE;
    for (EntryState state : states) {
      boolean decides =
          !state.observe() && (state.channels() & channel.bit()) != 0 && state.until() > NOW;
      if (decides && state.effect() == Effect.ALLOW) {
        return Match.of(state);
      }
      if (decides && found == Match.NONE) {
        found = Match.of(state);
      }
    }
    return found;
  }

  private static final long NEVER = EntryState.NEVER;

  private static EntryState ban(long id) {
    return new EntryState(id, Effect.BAN, NEVER, false, Channel.ALL);
  }
}
