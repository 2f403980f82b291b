package io.ringfence.domain;

/**
 * The place of one change in the change log.
 *
 * @param shard 0 to 15
 * @param seq from 1, dense and in commit order within the shard
 */
public record Revision(int shard, long seq) {
  /** How many change logs there are side by side: a stuck writer holds up only its own. */
  public static final int SHARDS = 16;

  public Revision {
    if (shard < 0 || shard >= SHARDS || seq < 0) {
      throw new IllegalArgumentException("no revision is (" + shard + ", " + seq + ")");
    }
  }
}
