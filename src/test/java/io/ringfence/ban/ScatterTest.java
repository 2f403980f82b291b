package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScatterTest {
  private static final long WIDTH = 1L << Scatter.BITS;

  @Test
  void undoesItself() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      long digits = random.nextLong() & WIDTH - 1;

      long mixed = Scatter.mix(digits);

      assertTrue(mixed >= 0 && mixed < WIDTH);
      assertEquals(digits, Scatter.unmix(mixed));
    }
  }

  @Test
  void leavesAllOnesToNoNumber() {
    long preimage = Scatter.unmix(WIDTH - 1);

    assertTrue(preimage > 999_999_999_999_999L, "mixed to all ones: " + preimage);
  }

  @Test
  void spreadsNeighboursEvenly() {
    for (long step : new long[] {1, 10, 1_000, 1_000_000, 4096, 12_345}) {
      int[] buckets = new int[256];
      for (int i = 0; i < 25_600; i++) {
        buckets[(int) (Scatter.mix(14_155_550_000L + i * step) >>> Scatter.BITS - 8)]++;
      }

      double deviation = 0;
      for (int count : buckets) {
        deviation += (count - 100.0) * (count - 100.0) / 100.0;
      }

      // 255 degrees of freedom: random spreading stays below 370 but once in a million times.
      assertTrue(deviation < 370, "step " + step + ": " + deviation);
    }
  }
}
