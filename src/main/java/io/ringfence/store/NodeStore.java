package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.GatewayNode;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The nodes, each a row that it writes itself. All times are the database's, so that no node's
 * clock makes another look dead.
 */
public final class NodeStore {
  /** A heartbeat this old, and its node counts as silent. */
  public static final int LIVE_SECONDS = 5;

  private static final String BEAT =
      "INSERT INTO ringfence.gateway_node AS n (id, name, version, started_at, ready_at,"
          + " heartbeat_at, freshness, applied, sizes, change_ids)"
          + " VALUES ($1::text, $2::text, $3::text,"
          + " coalesce($4::timestamptz, clock_timestamp() - $5::bigint * interval '1 millisecond'),"
          + " coalesce($6::timestamptz, CASE WHEN $7::boolean THEN clock_timestamp() END),"
          + " clock_timestamp(), $8::text, $9::bigint[], $10::jsonb, $11::uuid[])"
          + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = excluded.version,"
          + " started_at = excluded.started_at, ready_at = excluded.ready_at,"
          + " heartbeat_at = excluded.heartbeat_at, freshness = excluded.freshness,"
          + " applied = excluded.applied, sizes = excluded.sizes,"
          + " change_ids = excluded.change_ids"
          + " RETURNING started_at, ready_at, heartbeat_at";

  private static final String ALL =
      "SELECT n.*, n.heartbeat_at > clock_timestamp() - $1::int * interval '1 second' AS live,"
          + " p.held, p.lag"
          + " FROM ringfence.gateway_node n, LATERAL ringfence.places_held("
          + "CASE WHEN n.id = $2::text THEN $3::bigint[] ELSE n.applied END,"
          + " CASE WHEN n.id = $2::text THEN $4::uuid[] ELSE n.change_ids END) p"
          + " ORDER BY n.name, n.id";

  private static final String LEAVE = "DELETE FROM ringfence.gateway_node WHERE id = $1::text";

  private static final String REMOVE = "SELECT ringfence.remove_node($1::text)";

  private static final String ASK = "SELECT ringfence.ask_nodes($1::int, $2::bigint)";

  private final Database database;

  public NodeStore(Database database) {
    this.database = database;
  }

  /**
   * Writes a node's row, anew if somebody removed it.
   *
   * @param node its times as it was told them, null where it was not yet
   * @param up how long it has been running
   * @param ready whether it answers ready
   * @return the node with its times
   */
  public Future<GatewayNode> beat(GatewayNode node, Duration up, boolean ready) {
    Statement write =
        Statement.of(
            BEAT,
            node.id(),
            node.name(),
            node.version(),
            offset(node.startedAt()),
            up.toMillis(),
            offset(node.readyAt()),
            ready,
            node.freshness().word(),
            places(node),
            new JsonObject(new LinkedHashMap<>(node.sizes())),
            changeIds(node));
    return database.tell(write).map(rows -> told(node, rows.iterator().next()));
  }

  /**
   * Every node that has not stopped in order, by name; each as far as it is in this database's own
   * logs.
   *
   * @param self the node that asks, whose places are newer than its row's
   */
  public Future<List<GatewayNode>> all(GatewayNode self) {
    return database
        .tell(Statement.of(ALL, LIVE_SECONDS, self.id(), places(self), changeIds(self)))
        .map(NodeStore::nodes);
  }

  /** Takes away the row of a node that stops. */
  public Future<Void> leave(String id) {
    return database.tell(Statement.of(LEAVE, id)).mapEmpty();
  }

  /**
   * Removes a node's row for somebody, which the audit keeps; false if there is none. A node that
   * lives writes it again.
   */
  public Future<Boolean> remove(String id, Actor by) {
    return database
        .write(by, Statement.of(REMOVE, id)::on)
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Asks every node to write its row at once when it has a change that was made before. */
  public Future<Void> ask(Revision revision) {
    return database.tell(Statement.of(ASK, revision.shard(), revision.seq())).mapEmpty();
  }

  private static List<GatewayNode> nodes(RowSet<Row> rows) {
    List<GatewayNode> nodes = new ArrayList<>(rows.size());
    for (Row row : rows) {
      nodes.add(node(row));
    }
    return nodes;
  }

  private static GatewayNode node(Row row) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (Map.Entry<String, Object> size : row.getJsonObject("sizes")) {
      sizes.put(size.getKey(), ((Number) size.getValue()).longValue());
    }
    UUID[] ids = row.getArrayOfUUIDs("change_ids");
    return new GatewayNode(
        row.getString("id"),
        row.getString("name"),
        row.getString("version"),
        instant(row, "started_at"),
        instant(row, "ready_at"),
        instant(row, "heartbeat_at"),
        Freshness.of(row.getString("freshness")),
        List.of(row.getArrayOfLongs("held")),
        ids == null ? List.of() : List.of(ids),
        sizes,
        row.getLong("lag"),
        row.getBoolean("live"));
  }

  private static Object places(GatewayNode node) {
    return node.applied().toArray(Long[]::new);
  }

  private static Object changeIds(GatewayNode node) {
    return node.changeIds().isEmpty() ? null : node.changeIds().toArray(UUID[]::new);
  }

  private static GatewayNode told(GatewayNode node, Row times) {
    return node.at(
        instant(times, "started_at"), instant(times, "ready_at"), instant(times, "heartbeat_at"));
  }

  private static OffsetDateTime offset(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
