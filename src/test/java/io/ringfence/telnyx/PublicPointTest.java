package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicPointTest {
  private final Random random = new Random(20_261_121);

  @Test
  void acceptsEveryKeyThatIsMadeAsOne() {
    for (int i = 0; i < 200; i++) {
      byte[] key = new byte[32];
      Ed25519.generatePublicKey(randomBytes(), 0, key, 0);

      assertTrue(PublicPoint.isProper(key), HexFormat.of().formatHex(key));
    }
  }

  @Test
  void agreesWithBouncyCastleOnWhatIsAPointAtAll() {
    int points = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bytes = randomBytes();

      boolean proper = PublicPoint.isProper(bytes);

      assertEquals(Ed25519.validatePublicKeyPartial(bytes, 0), proper);
      points += proper ? 1 : 0;
    }
    assertTrue(points > 100 && points < 300, "about half of all texts are points: " + points);
  }

  /** Every point whose order divides 8, and the forms that are not canonical. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void refusesPointsUnderWhichAnybodyCanSign(String hex) {
    assertFalse(PublicPoint.isProper(HexFormat.of().parseHex(hex)));
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }
}
