package io.ringfence.standin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A private key that signs webhooks as Telnyx does. For demonstrations and tests. */
public final class SigningKey {
  private final byte[] seed;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

  private SigningKey(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("a signing key has 32 bytes, not " + seed.length);
    }
    this.seed = seed;
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
  }

  /** A new one. */
  public static SigningKey generate() {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    new SecureRandom().nextBytes(seed);
    return new SigningKey(seed);
  }

  /**
   * The key of a seed.
   *
   * @param text 32 bytes as 64 hexadecimal digits or in Base64
   * @throws IllegalArgumentException for any other text
   */
  public static SigningKey fromSeed(String text) {
    boolean hex = text.length() == 2 * Ed25519.SECRET_KEY_SIZE;
    return new SigningKey(hex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text));
  }

  /**
   * Reads a file that holds a seed.
   *
   * @throws IllegalArgumentException if it holds anything else
   */
  public static SigningKey read(Path file) throws IOException {
    return fromSeed(Files.readString(file, StandardCharsets.US_ASCII).strip());
  }

  /** Keeps the seed, in Base64, for a gateway and a sender that run apart. */
  public void write(Path file) throws IOException {
    Files.writeString(file, Base64.getEncoder().encodeToString(seed), StandardCharsets.US_ASCII);
  }

  /** In Base64, as Telnyx's portal shows it. */
  public String publicKey() {
    return Base64.getEncoder().encodeToString(publicKey);
  }

  /**
   * Signs a webhook.
   *
   * @param timestamp the text of its header
   * @return Base64 of 64 bytes
   */
  public String sign(String timestamp, byte[] body) {
    byte[] head = (timestamp + "|").getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[head.length + body.length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return Base64.getEncoder().encodeToString(signature);
  }

  @Override
  public String toString() {
    return "SigningKey[" + publicKey() + "]";
  }
}
