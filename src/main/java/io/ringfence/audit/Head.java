package io.ringfence.audit;

import java.time.Instant;
import java.util.Objects;

/**
 * Where a chain stood at some moment: kept elsewhere, it shows later that nothing before it was
 * rewritten and that the end was not cut off.
 *
 * @param chain the organisation's number, 0 for what concerns none
 * @param seq of the last row, 0 where there was none
 * @param hash of the last row, or of the genesis
 * @param at when the last row was made, or null where there was none
 */
public record Head(int chain, long seq, String hash, Instant at) {
  public Head {
    Objects.requireNonNull(hash, "hash");
    if (seq < 0) {
      throw new IllegalArgumentException("seq is negative");
    }
  }

  /** Of a chain without rows. */
  public static Head empty(int chain) {
    return new Head(chain, 0, Chain.genesis(chain), null);
  }
}
