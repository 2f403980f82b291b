package io.ringfence.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key as AES-256-GCM uses it. Both the cipher's key and the id are derived, so that neither
 * tells anything of what else the same secrets.key is used for.
 */
final class SealingKey {
  static final int ID_BYTES = 4;
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private final SecretKeySpec aes;
  private final byte[] id;

  SealingKey(byte[] key) {
    this.aes = new SecretKeySpec(derived(key, "ringfence seal"), "AES");
    this.id = Arrays.copyOf(sha256(derived(key, "ringfence seal id")), ID_BYTES);
  }

  /** Names the key in what it sealed; says nothing else of it. */
  byte[] id() {
    return id.clone();
  }

  byte[] seal(byte[] nonce, byte[] about, byte[] text) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, nonce, about).doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES-256-GCM", impossible);
    }
  }

  /** Null if it is not as this key sealed it, about the same. */
  byte[] open(byte[] nonce, byte[] about, byte[] sealed) {
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, about).doFinal(sealed);
    } catch (AEADBadTagException changed) {
      return null;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES-256-GCM", impossible);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] about) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, aes, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
    cipher.updateAAD(about);
    return cipher;
  }

  private static byte[] derived(byte[] key, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
