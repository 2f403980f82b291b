package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  private static final String LEAST = "0123456789abcdefABCDEF_789abcdef";

  @Test
  void whatIsMadeIsAlwaysAsLongAndAlwaysAnother() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String key = KeyText.random();
      assertTrue(KeyText.isWellFormed(key), key);
      assertEquals(46, key.length());
      made.add(key);
    }

    assertEquals(1_000, made.size());
  }

  @Test
  void takesTheShortestAndTheLongest() {
    assertTrue(KeyText.isWellFormed("rf_" + LEAST));
    assertTrue(KeyText.isWellFormed("rf_" + "x".repeat(200)));
    assertFalse(KeyText.isWellFormed("rf_" + "x".repeat(201)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rf_",
        "rf_0123456789abcdefABCDEF_789abcde",
        "RF_0123456789abcdefABCDEF_789abcdef",
        "xf_0123456789abcdefABCDEF_789abcdef",
        "rf_0123456789abcdefABCDEF-789abcdef",
        "rf_0123456789abcdefABCDEF 789abcdef",
        "rf_0123456789abcdefABCDEFé789abcdef"
      })
  void refusesWhatIsNoKey(String text) {
    assertFalse(KeyText.isWellFormed(text));
  }
}
