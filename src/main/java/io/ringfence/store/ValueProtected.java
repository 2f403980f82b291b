package io.ringfence.store;

/** A ban was not written: its value is protected. Nothing else of the same transaction was done. */
public final class ValueProtected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String protectedBy;

  ValueProtected(String protectedBy) {
    super("the value is protected by " + protectedBy);
    this.protectedBy = protectedBy;
  }

  /** The public id of the protected value: the same one, or one that holds it. */
  public String protectedBy() {
    return protectedBy;
  }
}
