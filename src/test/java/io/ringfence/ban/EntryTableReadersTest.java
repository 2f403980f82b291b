package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads that read while another writes. */
class EntryTableReadersTest {
  private static final long NOW = 1_790_000_000_000L;
  private static final int STANDING = 2_000;
  private static final int COMING_AND_GOING = 30_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final EntryTable table = new EntryTable();
  private volatile boolean written;

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void missesNoNumberThatStandsWhileOthersComeAndGo() throws Exception {
    // Given
    for (int i = 0; i < STANDING; i++) {
      table.put(standing(i), List.of(ban(i + 1, EntryState.NEVER)));
    }
    List<Future<Long>> readers = readers(() -> missesOfStanding());

    // When
    whileRead(
        () -> {
          for (int wave = 0; wave < 2; wave++) {
            for (int i = 0; i < COMING_AND_GOING; i++) {
              table.put(passing(i), List.of(ban(i + 1, EntryState.NEVER)));
            }
            for (int i = 0; i < COMING_AND_GOING; i++) {
              table.put(passing(i), List.of());
            }
          }
        });

    // Then
    for (Future<Long> reader : readers) {
      assertEquals(0, reader.get(30, TimeUnit.SECONDS));
    }
    assertEquals(STANDING, table.values());
  }

  @Test
  void showsNoGapWhileABanIsExtended() throws Exception {
    // Given
    for (int i = 0; i < STANDING; i++) {
      table.put(standing(i), List.of(ban(i + 1, NOW + 1)));
    }
    List<Future<Long>> readers = readers(() -> missesOfStanding());

    // When
    whileRead(
        () -> {
          Random random = new Random(7);
          for (int i = 0; i < 50_000; i++) {
            int which = random.nextInt(STANDING);
            long until = i % 3 == 0 ? EntryState.NEVER : NOW + 1 + i;
            List<EntryState> states = new ArrayList<>(List.of(ban(which + 1, until)));
            if (i % 5 == 0) {
              states.add(ban(which + 1 + STANDING, EntryState.NEVER));
            }
            table.put(standing(which), states);
          }
        });

    // Then
    for (Future<Long> reader : readers) {
      assertEquals(0, reader.get(30, TimeUnit.SECONDS));
    }
  }

  private void whileRead(Runnable writing) {
    try {
      writing.run();
    } finally {
      written = true;
    }
  }

  private List<Future<Long>> readers(Callable<Long> reading) {
    return List.of(threads.submit(reading), threads.submit(reading));
  }

  private long missesOfStanding() {
    Random random = new Random();
    long misses = 0;
    long reads = 0;
    while (!written || reads < 1_000) {
      int which = random.nextInt(STANDING);
      long match = table.find(standing(which), Channel.VOICE, NOW);
      misses += Match.id(match) == which + 1 ? 0 : 1;
      reads++;
    }
    assertTrue(reads > 0);
    return misses;
  }

  private static long standing(int i) {
    return 14_155_550_000L + i;
  }

  private static long passing(int i) {
    return 4_930_000_000L + i;
  }

  private static EntryState ban(long id, long until) {
    return new EntryState(id, Effect.BAN, until, false, Channel.ALL);
  }
}
