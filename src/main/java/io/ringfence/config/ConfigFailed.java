package io.ringfence.config;

/**
 * Configuration that cannot be used. The message is one line for the operator and names the key.
 */
public final class ConfigFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigFailed(String message) {
    super(message, null, false, false);
  }
}
