package io.ringfence.tls;

/** Files that no certificate can be served from; the message is one line, from the key on. */
final class Unusable extends Exception {
  private static final long serialVersionUID = 1L;

  Unusable(String message) {
    super(message, null, false, false);
  }
}
