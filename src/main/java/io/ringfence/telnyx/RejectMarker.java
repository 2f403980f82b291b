package io.ringfence.telnyx;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Marks a call as rejected by Ringfence in its {@code client_state}, which Telnyx repeats in every
 * later event of the call. Any node with the same secret knows such an event; nobody without it can
 * make one, so nobody can keep an event from the voice application.
 */
public final class RejectMarker {
  /** So few bytes cannot be guessed: the secret has at least this many. */
  public static final int MIN_SECRET_BYTES = 16;

  /** Says whose state this is, and in which form. */
  private static final byte[] TAG = {'r', 'f', '1'};

  /** With the tag 24 bytes, 32 characters of Base64; RFC 2104 §5 allows cutting down to 16. */
  private static final int MAC_BYTES = 21;

  private static final int CHARS = 32;

  private final Mac keyed;

  /**
   * @param secret the same on all nodes
   * @throws IllegalArgumentException if it is too short
   */
  public RejectMarker(byte[] secret) {
    if (secret.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "a marker's secret has at least " + MIN_SECRET_BYTES + " bytes");
    }
    try {
      keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(secret, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** What a reject command for this call of this account carries: 32 characters of Base64. */
  public String clientState(String accountSlug, String callControlId) {
    byte[] mac = mac(accountSlug, callControlId);
    byte[] state = Arrays.copyOf(TAG, TAG.length + MAC_BYTES);
    System.arraycopy(mac, 0, state, TAG.length, MAC_BYTES);
    return Base64.getEncoder().encodeToString(state);
  }

  /**
   * Whether Ringfence rejected this call of this account.
   *
   * @param clientState of an event; null, the application's own, or anything else
   * @param callControlId of the same event, or null
   */
  public boolean isOurs(String clientState, String accountSlug, String callControlId) {
    if (clientState == null || callControlId == null || clientState.length() != CHARS) {
      return false;
    }
    return MessageDigest.isEqual(
        clientState(accountSlug, callControlId).getBytes(StandardCharsets.UTF_8),
        clientState.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] mac(String accountSlug, String callControlId) {
    Mac mac = copy();
    mac.update(TAG);
    mac.update(accountSlug.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    mac.update(callControlId.getBytes(StandardCharsets.UTF_8));
    return mac.doFinal();
  }

  /** A copy for each use: a Mac holds state, and event loops share this marker. */
  private Mac copy() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HmacSHA256 can be copied", e);
    }
  }
}
