package io.ringfence.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * A write of many rows at once, under a name of its own.
 *
 * @param id ascending in the order of commits within the organisation
 * @param publicId {@code op_} and 20 hexadecimal digits
 * @param kind {@code bulk}
 * @param effect of the entries it writes
 * @param createdBy the person or the key that asked for it
 */
public record Operation(
    long id,
    String publicId,
    String kind,
    Effect effect,
    Instant createdAt,
    String createdBy,
    Counts counts) {

  /**
   * What became of its items. Those that no other count has were not written.
   *
   * @param asked all of them
   * @param refused those that could not be written as they were
   */
  public record Counts(int asked, int created, int extended, int unchanged, int refused) {}

  /** A public id that no other operation has. */
  public static String newId() {
    return "op_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  }
}
