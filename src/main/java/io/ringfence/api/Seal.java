package io.ringfence.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals kept answers, which may hold what is shown only once: AES-256-GCM under a key made of
 * secrets.key, a random nonce before the text. Whoever reads the database alone reads nothing.
 */
final class Seal {
  private static final String HMAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey key;

  /**
   * @param secretsKey from which this one's own key is derived, so that neither weakens the other
   */
  Seal(byte[] secretsKey) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secretsKey, HMAC));
      byte[] own = mac.doFinal("ringfence kept answers".getBytes(StandardCharsets.US_ASCII));
      this.key = new SecretKeySpec(own, "AES");
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("every JDK has " + HMAC, never);
    }
  }

  /**
   * @param place without which it cannot be opened, so that it cannot be put in another's place
   */
  byte[] close(byte[] text, String place) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(text);
      byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
      return whole;
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("every JDK has " + CIPHER, never);
    }
  }

  /** Empty for what was sealed with another secrets.key, for another place, or was changed. */
  Optional<byte[]> open(byte[] whole, String place) {
    byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, place);
      return Optional.of(cipher.doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES));
    } catch (AEADBadTagException anothers) {
      return Optional.empty();
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("every JDK has " + CIPHER, never);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
