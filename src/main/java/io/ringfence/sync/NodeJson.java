package io.ringfence.sync;

import io.ringfence.domain.GatewayNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** The list of nodes, the same on the API's port and on the operator's. */
public final class NodeJson {
  private NodeJson() {}

  /** One page with all of them. */
  public static JsonObject list(Nodes nodes, List<GatewayNode> all) {
    JsonArray data = new JsonArray();
    all.forEach(node -> data.add(of(node).put("self", nodes.isSelf(node))));
    return new JsonObject().put("data", data).putNull("next");
  }

  private static JsonObject of(GatewayNode node) {
    return new JsonObject()
        .put("id", node.id())
        .put("name", node.name())
        .put("version", node.version())
        .put("started_at", time(node.startedAt()))
        .put("ready_at", time(node.readyAt()))
        .put("heartbeat_at", time(node.heartbeatAt()))
        .put("freshness", node.freshness().word())
        .put("lag", node.lag())
        .put("revisions", new JsonArray(node.applied()))
        .put("sizes", new JsonObject(new TreeMap<>(node.sizes())))
        .put("live", node.live());
  }

  private static String time(Instant time) {
    return time == null ? null : time.toString();
  }
}
