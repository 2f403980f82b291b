package io.ringfence.telnyx;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Decides whether Telnyx sent a webhook: pure Ed25519 over the timestamp, a bar and the raw bytes
 * of the body, by any of the account's public keys. Safe from any thread.
 */
public final class WebhookSignature {
  public static final String SIGNATURE_HEADER = "telnyx-signature-ed25519";
  public static final String TIMESTAMP_HEADER = "telnyx-timestamp";

  /** How far a timestamp may be off in either direction, as in Telnyx's own libraries. */
  public static final long TOLERANCE_SECONDS = 300;

  /** What the check found. Only {@link #VALID} lets a webhook in. */
  public enum Verdict {
    VALID,
    /** The account has no public key, so nothing can be checked. */
    NO_KEY,
    /** A header is absent or empty. */
    MISSING,
    /** A header is not in the form that Telnyx sends. */
    MALFORMED,
    /** The timestamp is too far off, by every clock there is. */
    STALE,
    /** No key of the account made this signature over these bytes. */
    WRONG
  }

  /** Decimal seconds stay below this many digits for the next 30,000 years. */
  private static final int MAX_TIMESTAMP_DIGITS = 12;

  private static final int SIGNATURE_CHARS = 88;
  private static final int KEY_CHARS = 44;

  private final List<Ed25519.Key> keys;

  private WebhookSignature(List<Ed25519.Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Makes an account's keys ready.
   *
   * @param base64Keys 32 bytes each in standard Base64; several while one is being replaced; with
   *     none every verdict is {@link Verdict#NO_KEY}
   * @throws IllegalArgumentException naming the place in the list, from 0, of one that is no key
   */
  public static WebhookSignature of(List<String> base64Keys, Ed25519 engine) {
    List<Ed25519.Key> keys = new ArrayList<>(base64Keys.size());
    for (int i = 0; i < base64Keys.size(); i++) {
      try {
        keys.add(engine.key(decoded(base64Keys.get(i), KEY_CHARS, Ed25519.KEY_BYTES)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "public key " + i + " is not an Ed25519 public key, 32 bytes in Base64", e);
      }
    }
    return new WebhookSignature(keys);
  }

  /** Whether a text is a public key that signatures can be checked with. */
  public static boolean isPublicKey(String base64) {
    try {
      return PublicPoint.isProper(decoded(base64, KEY_CHARS, Ed25519.KEY_BYTES));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /**
   * Judges one request.
   *
   * @param timestamp the header {@link #TIMESTAMP_HEADER}, or null
   * @param signature the header {@link #SIGNATURE_HEADER}, or null
   * @param body the body as it came, byte for byte
   * @param nodeSeconds now by this machine's clock, in seconds since 1970 UTC
   * @param correctedSeconds now by the clock corrected with the database's; the request is stale
   *     only if it is so by both, since a node whose clock is off must not refuse every call
   */
  public Verdict verify(
      String timestamp, String signature, Buffer body, long nodeSeconds, long correctedSeconds) {
    if (keys.isEmpty()) {
      return Verdict.NO_KEY;
    }
    if (timestamp == null || signature == null || timestamp.isEmpty() || signature.isEmpty()) {
      return Verdict.MISSING;
    }
    long sentAt = seconds(timestamp);
    byte[] signatureBytes = signatureBytes(signature);
    if (sentAt < 0 || signatureBytes.length == 0) {
      return Verdict.MALFORMED;
    }
    if (isOutside(sentAt, nodeSeconds) && isOutside(sentAt, correctedSeconds)) {
      return Verdict.STALE;
    }
    byte[] message = message(timestamp, body);
    for (Ed25519.Key key : keys) {
      if (key.verify(signatureBytes, message)) {
        return Verdict.VALID;
      }
    }
    return Verdict.WRONG;
  }

  private static boolean isOutside(long sentAt, long now) {
    return Math.abs(sentAt - now) > TOLERANCE_SECONDS;
  }

  /** The value of decimal digits and nothing else, or -1: a lenient parser reads {@code 123x}. */
  private static long seconds(String timestamp) {
    if (timestamp.length() > MAX_TIMESTAMP_DIGITS) {
      return -1;
    }
    long seconds = 0;
    for (int i = 0; i < timestamp.length(); i++) {
      char c = timestamp.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      seconds = seconds * 10 + (c - '0');
    }
    return seconds;
  }

  private static byte[] signatureBytes(String signature) {
    try {
      return decoded(signature, SIGNATURE_CHARS, Ed25519.SIGNATURE_BYTES);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** Standard Base64 with its padding; the JDK's decoder would also take it without. */
  private static byte[] decoded(String text, int chars, int bytes) {
    if (text.length() != chars) {
      throw new IllegalArgumentException("not " + chars + " characters");
    }
    byte[] decoded = Base64.getDecoder().decode(text);
    if (decoded.length != bytes) {
      throw new IllegalArgumentException("not " + bytes + " bytes");
    }
    return decoded;
  }

  /** Built in one copy from the request's buffer, because every engine wants it in one piece. */
  private static byte[] message(String timestamp, Buffer body) {
    int head = timestamp.length() + 1;
    byte[] message = new byte[head + body.length()];
    for (int i = 0; i < timestamp.length(); i++) {
      message[i] = (byte) timestamp.charAt(i);
    }
    message[head - 1] = '|';
    body.getBytes(message, head);
    return message;
  }
}
