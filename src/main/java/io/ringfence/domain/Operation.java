package io.ringfence.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * A write of many rows at once, under a name of its own.
 *
 * @param id ascending in the order of commits within the organisation
 * @param publicId {@code op_} and 20 hexadecimal digits
 * @param kind {@code bulk}, {@code lift} or {@code undo}
 * @param effect of the entries it writes
 * @param createdBy the person or the key that asked for it
 * @param reason why entries were lifted or the other one undone; null for a bulk write
 * @param undoes the public id of the operation that it takes back, or null
 * @param undoneBy the public id of the operation that takes it back, or null
 */
public record Operation(
    long id,
    String publicId,
    String kind,
    Effect effect,
    Instant createdAt,
    String createdBy,
    String reason,
    String undoes,
    String undoneBy,
    Counts counts) {

  /**
   * What became of its items. Those that no other count has were not written.
   *
   * @param asked all of them
   * @param refused those that could not be written as they were
   * @param takenBack entries that an undo put back as they were
   * @param left entries that an undo left as they are
   */
  public record Counts(
      int asked,
      int created,
      int extended,
      int unchanged,
      int refused,
      int lifted,
      int takenBack,
      int left) {}

  /** A public id that no other operation has. */
  public static String newId() {
    return "op_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  }
}
