package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealTest {
  private static final byte[] TEXT = "{\"key\":\"rf_…\"}".getBytes(StandardCharsets.UTF_8);

  private final Seal seal = new Seal(new byte[32]);

  @Test
  void opensWhatItClosed() {
    byte[] sealed = seal.close(TEXT, "1/a");

    assertArrayEquals(TEXT, seal.open(sealed, "1/a").orElseThrow());
    assertArrayEquals(new byte[0], seal.open(seal.close(new byte[0], ""), "").orElseThrow());
  }

  @Test
  void neverClosesTheSameTextTheSameWay() {
    assertFalse(Arrays.equals(seal.close(TEXT, "1/a"), seal.close(TEXT, "1/a")));
  }

  @Test
  void opensNothingThatIsAnothersOrWasMovedOrChanged() {
    byte[] sealed = seal.close(TEXT, "1/a");
    byte[] key = new byte[32];
    key[31] = 1;

    assertTrue(new Seal(key).open(sealed, "1/a").isEmpty());
    assertTrue(seal.open(sealed, "2/a").isEmpty());
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertTrue(seal.open(changed, "1/a").isEmpty(), "byte " + i);
    }
    assertNotEquals(0, sealed.length);
  }
}
