package io.ringfence.secrets;

import io.ringfence.domain.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Seals secrets and opens them. What is sealed: a version, 1; the key's id, 4 bytes; a random
 * nonce, 12 bytes; the text in AES-256-GCM (NIST SP 800-38D) with its tag of 16 bytes. It is bound
 * to what it is about, and is worth nothing in another row. Any thread uses it.
 */
public final class Seals {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + SealingKey.ID_BYTES + SealingKey.NONCE_BYTES;

  private final SecureRandom random = new SecureRandom();
  private final List<SealingKey> keys;

  public Seals(SecretsKeys keys) {
    this.keys =
        Stream.of(keys.current(), keys.previous())
            .filter(key -> key != null)
            .map(SealingKey::new)
            .toList();
  }

  /** What became of opening. */
  public sealed interface Opened {}

  public record Open(Secret secret) implements Opened {}

  /** It names a key that this node does not have. */
  public record OtherKey() implements Opened {}

  /** It is not as it was sealed, or was sealed about something else. */
  public record Damaged() implements Opened {}

  /**
   * Seals a secret with the current key.
   *
   * @param about what it belongs to, such as an account's public id
   */
  public byte[] seal(Secret secret, String about) {
    SealingKey key = keys.get(0);
    byte[] nonce = new byte[SealingKey.NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] text = key.seal(nonce, bytes(about), secret.reveal().getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.allocate(HEADER_BYTES + text.length)
        .put(VERSION)
        .put(key.id())
        .put(nonce)
        .put(text)
        .array();
  }

  /**
   * Opens what one of this node's keys sealed; never fails.
   *
   * @param about the same as when it was sealed
   */
  public Opened open(byte[] sealed, String about) {
    if (sealed.length < HEADER_BYTES + SealingKey.TAG_BYTES || sealed[0] != VERSION) {
      return new Damaged();
    }
    byte[] id = Arrays.copyOfRange(sealed, 1, 1 + SealingKey.ID_BYTES);
    List<SealingKey> named = keys.stream().filter(key -> Arrays.equals(key.id(), id)).toList();
    byte[] nonce = Arrays.copyOfRange(sealed, 1 + SealingKey.ID_BYTES, HEADER_BYTES);
    byte[] text = Arrays.copyOfRange(sealed, HEADER_BYTES, sealed.length);
    for (SealingKey key : named) {
      byte[] opened = key.open(nonce, bytes(about), text);
      if (opened != null) {
        return open(new String(opened, StandardCharsets.UTF_8));
      }
    }
    return named.isEmpty() ? new OtherKey() : new Damaged();
  }

  private static Opened open(String text) {
    return text.isBlank() ? new Damaged() : new Open(new Secret(text));
  }

  private static byte[] bytes(String about) {
    return about.getBytes(StandardCharsets.UTF_8);
  }
}
