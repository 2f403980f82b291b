package io.ringfence.store;

/**
 * PostgreSQL cannot be reached, is shutting down, is full, or kept a statement waiting too long. It
 * is worth trying again later; what a write was about may or may not have been committed.
 */
public class DatabaseUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
