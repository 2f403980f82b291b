package io.ringfence.audit;

import java.time.Instant;
import java.util.Objects;

/**
 * One row of the audit with everything that was hashed. Hashes are in lower-case hex and may be
 * anything: whether they hold is {@link ChainCheck}'s to say.
 *
 * @param chain the organisation's number in the database; 0 for what concerns none
 * @param seq from 1, dense in its chain
 * @param at to the microsecond
 * @param actor the person, or the key's name
 * @param key the key's public id, or null
 * @param address where the request came from, or null
 * @param requestId or null
 * @param target such as {@code entry:41}
 * @param detail null once it was erased
 * @param previousHash the hash of the row before
 */
public record AuditRow(
    int chain,
    long seq,
    Instant at,
    String action,
    String actor,
    String key,
    String address,
    String requestId,
    String target,
    Detail detail,
    String detailHash,
    String previousHash,
    String hash) {

  /**
   * What was before and after.
   *
   * @param salt in hex
   * @param text JSON, exactly as it was hashed
   */
  public record Detail(String salt, String text) {
    public Detail {
      Objects.requireNonNull(salt, "salt");
      Objects.requireNonNull(text, "detail");
    }
  }

  /** Refuses a time that no row can have: finer than a microsecond it would be hashed the same. */
  public AuditRow {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(detailHash, "detail_hash");
    Objects.requireNonNull(previousHash, "previous_hash");
    Objects.requireNonNull(hash, "hash");
    if (at.getNano() % 1_000 != 0 || Math.abs(at.getEpochSecond()) > Long.MAX_VALUE / 1_000_000) {
      throw new IllegalArgumentException("at is no time that the database has");
    }
  }

  /** Microseconds since 1970, as they are hashed. */
  long micros() {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }
}
