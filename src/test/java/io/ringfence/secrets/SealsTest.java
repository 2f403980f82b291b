package io.ringfence.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringfence.domain.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SealsTest {
  private static final String ABOUT = "acc_3f0c9a5e77d14b0c8f53";
  private static final Secret SECRET = new Secret("KEY0123_é");

  private final Seals seals = seals(key(1), null);

  private static byte[] key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  private static Seals seals(byte[] current, byte[] previous) {
    return new Seals(new SecretsKeys(current, previous));
  }

  private static String opened(Seals seals, byte[] sealed) {
    return assertInstanceOf(Seals.Open.class, seals.open(sealed, ABOUT)).secret().reveal();
  }

  @Test
  void anyNodeWithTheKeyOpensWhatOneSealed() {
    byte[] sealed = seals.seal(SECRET, ABOUT);

    assertEquals(SECRET.reveal(), opened(seals(key(1), null), sealed));
  }

  @Test
  void showsNothingOfTheTextAndIsNeverTheSameTwice() {
    byte[] sealed = seals.seal(SECRET, ABOUT);
    byte[] again = seals.seal(SECRET, ABOUT);

    assertEquals(1, sealed[0]);
    assertEquals(
        1 + 4 + 12 + "KEY0123_é".getBytes(StandardCharsets.UTF_8).length + 16, sealed.length);
    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("KEY0123"));
    assertFalse(Arrays.equals(sealed, again));
    assertArrayEquals(Arrays.copyOf(sealed, 5), Arrays.copyOf(again, 5));
  }

  @Test
  void saysThatAnotherKeySealedIt() {
    byte[] sealed = seals.seal(SECRET, ABOUT);

    assertInstanceOf(Seals.OtherKey.class, seals(key(2), key(3)).open(sealed, ABOUT));
  }

  @Test
  void opensWithEitherKeyAndSealsWithTheCurrentOne() {
    byte[] old = seals.seal(SECRET, ABOUT);
    Seals replacing = seals(key(2), key(1));

    byte[] fresh = replacing.seal(SECRET, ABOUT);

    assertEquals(SECRET.reveal(), opened(replacing, old));
    assertEquals(SECRET.reveal(), opened(replacing, fresh));
    assertEquals(SECRET.reveal(), opened(seals(key(2), null), fresh));
    assertInstanceOf(Seals.OtherKey.class, seals.open(fresh, ABOUT));
  }

  @Test
  void isWorthNothingInAnotherRow() {
    byte[] sealed = seals.seal(SECRET, ABOUT);

    assertInstanceOf(Seals.Damaged.class, seals.open(sealed, "acc_another"));
  }

  @Test
  void noticesEveryChangedByte() {
    byte[] sealed = seals.seal(SECRET, ABOUT);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;

      assertFalse(seals.open(changed, ABOUT) instanceof Seals.Open, "byte " + i);
    }
  }

  @Test
  void noticesWhatWasCutOff() {
    byte[] sealed = seals.seal(SECRET, ABOUT);
    for (int length = 0; length < sealed.length; length++) {
      assertInstanceOf(
          Seals.Damaged.class, seals.open(Arrays.copyOf(sealed, length), ABOUT), "at " + length);
    }
  }

  @Test
  void aKeyHas32BytesAndIsNotPrinted() {
    assertThrows(IllegalArgumentException.class, () -> new SecretsKeys(new byte[16], null));
    assertThrows(IllegalArgumentException.class, () -> new SecretsKeys(key(1), new byte[31]));
    assertEquals("***", new SecretsKeys(key(1), key(2)).toString());
  }
}
