package io.ringfence.sync;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.GatewayNode;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** This node, as it tells of itself. */
public final class ThisNode {
  private static final List<Position> NOWHERE =
      Collections.nCopies(Revision.SHARDS, new Position(0, null));

  /** Before the first change there is none. */
  private static final UUID NO_CHANGE = new UUID(0, 0);

  private final Identity identity;
  private final NodeIndex index;
  private final InstantSource clock;
  private final long startNanos = System.nanoTime();
  private volatile GatewayNode told;
  private volatile Map<String, Long> sizes = Map.of();

  /**
   * Who it is.
   *
   * @param id random, kept in the data directory
   * @param name only shown
   */
  public record Identity(String id, String name, String version) {}

  public ThisNode(Identity identity, NodeIndex index, InstantSource clock) {
    this.identity = identity;
    this.index = index;
    this.clock = clock;
  }

  public String id() {
    return identity.id();
  }

  String name() {
    return identity.name();
  }

  /** Whether a change is in force here. */
  boolean has(Revision revision) {
    return index.has(revision);
  }

  Duration up() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** How it is now; its times are null where the database has not said them. */
  GatewayNode now() {
    GatewayNode before = told;
    Instant started = before == null ? null : before.startedAt();
    Instant ready = before == null ? null : before.readyAt();
    Instant heartbeat = before == null ? null : before.heartbeatAt();
    List<Position> places = places();
    return new GatewayNode(
        identity.id(),
        identity.name(),
        identity.version(),
        started,
        ready,
        heartbeat,
        index.freshness(),
        places.stream().map(Position::seq).toList(),
        places.stream().map(ThisNode::changeId).toList(),
        sizes,
        null,
        true);
  }

  /** How it is now, for people; by its own clock where the database has said nothing. */
  GatewayNode shown() {
    measure();
    GatewayNode now = now();
    return now.startedAt() == null ? now.at(clock.instant().minus(up()), null, null) : now;
  }

  /** The database has this row now. */
  void told(GatewayNode row) {
    told = row;
  }

  /** Counts what it holds: not at every change, as there may be 100,000 organisations to ask. */
  void measure() {
    Index held = index.current();
    Index.Sizes counted = held == null ? Index.Sizes.NOTHING : held.sizes();
    sizes =
        Map.ofEntries(
            Map.entry("organisations", (long) counted.organisations()),
            Map.entry("accounts", (long) counted.accounts()),
            Map.entry("lines", (long) counted.lines()),
            Map.entry("keys", (long) counted.keys()),
            Map.entry("phones", counted.of(Kind.PHONE)),
            Map.entry("prefixes", counted.of(Kind.PHONE_PREFIX)),
            Map.entry("ips", counted.of(Kind.IP)),
            Map.entry("emails", counted.of(Kind.EMAIL)),
            Map.entry("email_domains", counted.of(Kind.EMAIL_DOMAIN)),
            Map.entry("visitor_ids", counted.of(Kind.VISITOR_ID)),
            Map.entry("countries", counted.of(Kind.COUNTRY)));
  }

  private List<Position> places() {
    Replica held = index.replica();
    return held == null ? NOWHERE : held.positions();
  }

  private static UUID changeId(Position place) {
    return place.changeId() == null ? NO_CHANGE : place.changeId();
  }
}
