package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectMarkerTest {
  private static final String CALL = "v3:QmFuR2F0ZS1leGFtcGxlLWlkX18tLQ";

  private final RejectMarker marker = new RejectMarker(secret(1));

  @Test
  void knowsItsOwnMarkOnAnyNodeWithTheSecret() {
    String state = new RejectMarker(secret(1)).clientState("default", CALL);

    assertTrue(marker.isOurs(state, "default", CALL));
  }

  @Test
  void isBase64AsTelnyxDemands() {
    String state = marker.clientState("default", CALL);

    assertEquals(24, Base64.getDecoder().decode(state).length);
  }

  @Test
  void holdsForOneCallOfOneAccountOnly() {
    String state = marker.clientState("default", CALL);

    assertFalse(marker.isOurs(state, "other", CALL));
    assertFalse(marker.isOurs(state, "default", CALL + "x"));
    assertFalse(marker.isOurs(state, "default", null));
    assertFalse(new RejectMarker(secret(2)).isOurs(state, "default", CALL));
  }

  @Test
  void accountAndCallCannotBeTradedForEachOther() {
    String state = marker.clientState("ab", "c");

    assertFalse(marker.isOurs(state, "a", "bc"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "c3RhdGU=",
        "not base64 at all, but 32 long..",
        "cmYxAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ"
      })
  void whatTheApplicationSetItselfIsNotOurs(String state) {
    assertFalse(marker.isOurs(state, "default", CALL));
  }

  @Test
  void everyBitCounts() {
    byte[] state = Base64.getDecoder().decode(marker.clientState("default", CALL));
    for (int bit = 0; bit < state.length * 8; bit++) {
      byte[] other = state.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);

      String text = Base64.getEncoder().encodeToString(other);

      assertFalse(marker.isOurs(text, "default", CALL), "bit " + bit);
    }
  }

  @Test
  void mayBeAskedFromSeveralThreadsAtOnce() {
    long ours =
        IntStream.range(0, 10_000)
            .parallel()
            .filter(n -> marker.isOurs(marker.clientState("a", "c" + n), "a", "c" + n))
            .count();

    assertEquals(10_000, ours);
  }

  @Test
  void refusesASecretThatCouldBeGuessed() {
    assertThrows(IllegalArgumentException.class, () -> new RejectMarker(new byte[15]));
  }

  private static byte[] secret(int first) {
    byte[] secret = new byte[32];
    secret[0] = (byte) first;
    return secret;
  }
}
