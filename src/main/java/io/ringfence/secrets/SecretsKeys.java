package io.ringfence.secrets;

/**
 * The keys of a node.
 *
 * @param current {@code secrets.key}, 32 bytes: what is sealed from now on is sealed with it
 * @param previous {@code secrets.previous_key}, 32 bytes, or null: opens what it sealed
 */
public record SecretsKeys(byte[] current, byte[] previous) {
  private static final int BYTES = 32;

  public SecretsKeys {
    if (current.length != BYTES || previous != null && previous.length != BYTES) {
      throw new IllegalArgumentException("a secrets key has " + BYTES + " bytes");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
