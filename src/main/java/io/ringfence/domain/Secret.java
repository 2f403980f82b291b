package io.ringfence.domain;

/** Text that is never printed: a key, a password. */
public final class Secret {
  private final String text;

  /**
   * @throws IllegalArgumentException if it is blank
   */
  public Secret(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a secret is blank");
    }
    this.text = text;
  }

  /** The text itself, for the one call that needs it. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
