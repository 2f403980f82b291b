package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.EntryState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a segment can be searched; the checks rest on how a search goes. */
class SegmentCheckTest {
  private static final long KEYS = ~0L << Cells.FLAG_BITS | Cells.DETAILED;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 40, 100, 256, 1_000})
  void takesWhatIsPacked(int values) {
    SegmentCheck check = new SegmentCheck();

    check.take(packed(cells(values)));

    check.end();
    assertEquals(values, check.values());
    assertEquals(values + values / 5, check.entries());
  }

  @Test
  void whereABitIsWrongItIsRefusedOrFindsWhatItHolds() {
    long[] right = packed(cells(60));
    int refused = 0;
    int words = Segment.detailAt(Segment.pairs(right));
    for (int at = 0; at < words; at++) {
      boolean lows = at > 0 && at % Segment.PAIR_WORDS == 0;
      for (int bit = 0; bit < 64 && !lows; bit++) {
        if (at == 0 || (KEYS & 1L << bit) != 0) {
          long[] wrong = right.clone();
          wrong[at] ^= 1L << bit;
          refused += isRefusedOrSearched(wrong) ? 1 : 0;
        }
      }
    }
    assertTrue(refused > words, "refused: " + refused);
  }

  @Test
  void whereACellIsElsewhereItIsRefusedOrFindsWhatItHolds() {
    long[] right = packed(cells(60));
    for (int one = 0; one < Segment.cells(right); one++) {
      for (int other = 0; other < one; other++) {
        long[] wrong = right.clone();
        wrong[wordAt(one)] = right[wordAt(other)];
        wrong[wordAt(other)] = right[wordAt(one)];
        boolean refused = isRefusedOrSearched(wrong);
        assertEquals(right[wordAt(one)] != right[wordAt(other)], refused);
      }
    }
  }

  @Test
  void theLastCellMustBeVacant() {
    Cells full = new Cells(2);
    full.add(digitsOfKey(1), List.of(Given.ban(1)));
    full.add(digitsOfKey(2), List.of(Given.ban(2)));
    long[] right = Segment.pack(full, 0, 2, 0);
    long onePair = 1L << 32 | 1 << 6;
    long[] wrong = {onePair, right[1], right[2], right[3]};

    assertThrows(IllegalArgumentException.class, () -> new SegmentCheck().take(wrong));
  }

  @Test
  void theKeyOfAVacantCellIsRefused() {
    long[] wrong = {2L << 32 | 1 << 6, Segment.VACANT & ~Cells.DETAILED, -1, 1, -1, -1, 0};

    assertThrows(IllegalArgumentException.class, () -> new SegmentCheck().take(wrong));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 0x2AAA_AAAB, 0x5555_5555, Integer.MAX_VALUE})
  void aSenselessNumberOfPairsIsRefused(int pairs) {
    long[] wrong = packed(cells(60));
    wrong[0] = wrong[0] & 0xFFFF_FFFFL | (long) pairs << 32;

    assertThrows(IllegalArgumentException.class, () -> new SegmentCheck().take(wrong));
  }

  private static boolean isRefusedOrSearched(long[] segment) {
    SegmentCheck check = new SegmentCheck();
    try {
      check.take(segment);
      check.end();
    } catch (IllegalArgumentException refused) {
      return true;
    }
    Cells held = new Cells(0);
    Segment.unpack(segment, held);
    assertEquals(check.values(), held.size);
    for (int i = 0; i < held.size; i++) {
      long key = Cells.key(held.words[i]);
      assertEquals(
          Cells.entries(held.words[i], held.lows[i], held.detail),
          Segment.states(segment, key).size());
      assertDoesNotThrow(() -> Segment.states(segment, key - 1));
      assertDoesNotThrow(() -> Segment.states(segment, key + 1));
    }
    return false;
  }

  /** In the order of their keys; every fifth value has two entries. */
  private static Cells cells(int values) {
    Cells cells = new Cells(values);
    for (int i = 1; i <= values; i++) {
      List<EntryState> states = new ArrayList<>(List.of(Given.ban(i)));
      if (i % 5 == 0) {
        states.add(Given.ended(Given.allow(values + i)));
      }
      cells.add(15_005_550_000L + i, states);
    }
    Cells ordered = new Cells(values);
    for (int i : cells.order()) {
      ordered.copy(cells.words[i], cells.lows[i], cells.detail);
    }
    return ordered;
  }

  private static long[] packed(Cells cells) {
    return Segment.pack(cells, 0, cells.size, 0);
  }

  private static long digitsOfKey(long key) {
    return Scatter.unmix(key);
  }

  private static int wordAt(int cell) {
    return 1 + Segment.PAIR_WORDS * (cell >> 1) + (cell & 1);
  }
}
