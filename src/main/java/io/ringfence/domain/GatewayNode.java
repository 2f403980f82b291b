package io.ringfence.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A node as it last told of itself. Times are the database's.
 *
 * @param id random, as long as its data directory lives
 * @param name shown to people; several nodes may have the same
 * @param startedAt null before it has told anybody
 * @param readyAt when it first answered ready since it started; null while it has not
 * @param heartbeatAt when it last told; null if it never did
 * @param applied how far each shard's change log is applied, 0 while nothing is loaded; as read
 *     from a database, 0 also where what is applied is of another history than that database's
 * @param changeIds which change lies at each of these places; empty where that is not known
 * @param sizes how much it holds of each thing
 * @param lag how many changes it is behind the heads; null where the heads are not known
 * @param live whether it told of itself a moment ago
 */
public record GatewayNode(
    String id,
    String name,
    String version,
    Instant startedAt,
    Instant readyAt,
    Instant heartbeatAt,
    Freshness freshness,
    List<Long> applied,
    List<UUID> changeIds,
    Map<String, Long> sizes,
    Long lag,
    boolean live) {
  public GatewayNode {
    applied = List.copyOf(applied);
    changeIds = List.copyOf(changeIds);
    sizes = Map.copyOf(sizes);
    if (applied.size() != Revision.SHARDS) {
      throw new IllegalArgumentException("a node follows 16 logs, not " + applied.size());
    }
  }

  /** The same node with other times. */
  public GatewayNode at(Instant started, Instant ready, Instant heartbeat) {
    return new GatewayNode(
        id, name, version, started, ready, heartbeat, freshness, applied, changeIds, sizes, lag,
        live);
  }

  /** Whether it has told that this change is in force on it. */
  public boolean has(Revision revision) {
    return applied.get(revision.shard()) >= revision.seq();
  }
}
