package io.ringfence.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Where the change logs stand, one element a shard.
 *
 * @param seq of the newest change, 0 if there was none yet
 * @param changeId of the newest change; random where there was none yet
 * @param entries how many entries stand
 * @param databaseTime the database's clock when it answered
 */
public record Heads(long[] seq, UUID[] changeId, long[] entries, Instant databaseTime) {}
