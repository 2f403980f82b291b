package io.ringfence.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Where the change logs stand, one element a shard, all of one moment.
 *
 * @param seq of the newest change, 0 if there was none yet
 * @param changeId of the newest change; random where there was none yet
 * @param entries how many entries stand
 * @param asked the id of the change at the place that was asked for, null where the log has none
 *     there
 * @param server what answered
 */
public record Heads(long[] seq, UUID[] changeId, long[] entries, UUID[] asked, Server server) {

  /**
   * The server that answered.
   *
   * @param time its clock
   * @param standby whether it is one: it may be behind, and nobody can listen there
   * @param current whether what it has is what the primary has, as far as it can know: always true
   *     of a primary
   */
  public record Server(Instant time, boolean standby, boolean current) {}
}
