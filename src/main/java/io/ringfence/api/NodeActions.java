package io.ringfence.api;

import io.ringfence.sync.NodeJson;
import io.ringfence.sync.Nodes;
import io.vertx.core.Future;
import java.util.Map;

/** The nodes, for the operator. */
final class NodeActions implements Actions {
  private final Nodes nodes;

  NodeActions(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listNodes", this::list);
    actions.put("removeNode", this::remove);
  }

  private Future<Answer> list(ApiCall call) {
    return nodes.all().map(all -> Answer.json(200, NodeJson.list(nodes, all)));
  }

  private Future<Answer> remove(ApiCall call) {
    String id = call.text("id");
    return nodes.remove(id, call.caller().actor()).map(removed -> removed(id, removed));
  }

  private static Answer removed(String id, boolean removed) {
    if (!removed) {
      throw new Refusal(Problem.notFound("There is no node " + id + "."));
    }
    return Answer.nothing();
  }
}
