package io.ringfence.telnyx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The {@code command_id} of a call's reject command. Telnyx carries out one command of an id within
 * 60 seconds, so an id that follows from the call makes repeats, and other nodes' commands, one.
 */
public final class CommandId {
  /** Ringfence's own, drawn at random once; it must never change, or nodes would disagree. */
  static final UUID NAMESPACE = UUID.fromString("c38b7baf-c098-466d-9240-bad6edb7fc92");

  private CommandId() {}

  /** The id for a call, the same on every node and in every delivery. */
  public static String of(String callControlId) {
    return version5(NAMESPACE, callControlId).toString();
  }

  /** A name-based UUID, RFC 9562 §5.5: the head of a SHA-1 over namespace and name. */
  static UUID version5(UUID namespace, String name) {
    MessageDigest sha1 = sha1();
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(namespace.getMostSignificantBits())
            .putLong(namespace.getLeastSignificantBits())
            .flip());
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long most = hash.getLong() & ~0xf000L | 0x5000L;
    long least = hash.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
    return new UUID(most, least);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
