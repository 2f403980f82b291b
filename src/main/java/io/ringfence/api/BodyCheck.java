package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.RequestBody;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the body of an operation. Where the contract says {@code x-each}, the items of that list
 * are left to the action, for each of which it answers. Where it says {@code x-needs}, the {@code
 * members} are needed {@code unless} one of others is there: the same said in JSON Schema would be
 * reported as fault of the whole.
 */
final class BodyCheck {
  private static final String EACH = "x-each";
  private static final String LIMIT = "x-body-limit";
  private static final String NEEDS = "x-needs";

  private final SchemaCheck whole;
  private final JsonObject needs;
  private final String list;
  private final SchemaCheck item;

  private BodyCheck(SchemaCheck whole, JsonObject needs, String list, SchemaCheck item) {
    this.whole = whole;
    this.needs = needs;
    this.list = list;
    this.item = item;
  }

  /** The check of an operation's body; null where it has none. */
  static BodyCheck of(Operation operation, SchemaChecks schemas) {
    RequestBody body = operation.getRequestBody();
    if (body == null) {
      return null;
    }
    JsonSchema schema = body.getContent().get("application/json").getSchema();
    String list = operation.getOpenAPIModel().getString(EACH);
    return list == null
        ? new BodyCheck(schemas.of(schema), schema.get(NEEDS), null, null)
        : new BodyCheck(
            schemas.of(outer(schema, list)), null, list, schemas.of(items(schema, list)));
  }

  /** How many bytes an operation's body may have. */
  static int limit(Operation operation) {
    return operation.getOpenAPIModel().getInteger(LIMIT, Problem.MAX_BODY);
  }

  private static JsonSchema items(JsonSchema schema, String list) {
    return JsonSchema.of(
        ((JsonObject) schema)
            .getJsonObject("properties")
            .getJsonObject(list)
            .getJsonObject("items"));
  }

  private static JsonSchema outer(JsonSchema schema, String list) {
    JsonObject outer = ((JsonObject) schema).copy();
    outer.fieldNames().removeIf(name -> name.startsWith("__"));
    outer.getJsonObject("properties").getJsonObject(list).remove("items");
    return JsonSchema.of(outer);
  }

  /** What is wrong with the body, but for the items of its list. */
  List<Fault> faults(JsonObject body) {
    JsonObject outer = body;
    if (list != null) {
      outer = new JsonObject();
      for (String name : body.fieldNames()) {
        outer.put(name, name.equals(list) ? null : body.getValue(name));
      }
    }
    List<Fault> unstorable = Storable.faults(outer);
    if (!unstorable.isEmpty()) {
      return unstorable;
    }
    List<Fault> faults = new ArrayList<>(whole.faults(body, ""));
    faults.addAll(missing(body));
    return faults;
  }

  private List<Fault> missing(JsonObject body) {
    if (needs == null
        || needs.getJsonArray("unless").stream()
            .anyMatch(name -> body.getValue((String) name) != null)) {
      return List.of();
    }
    return needs.getJsonArray("members").stream()
        .filter(name -> !body.containsKey((String) name))
        .map(name -> new Fault("/" + name, "is missing"))
        .toList();
  }

  /** What is wrong with one item of the list, pointed at from the item. */
  List<Fault> itemFaults(Object value) {
    List<Fault> unstorable =
        value instanceof JsonObject object ? Storable.faults(object) : List.of();
    return unstorable.isEmpty() ? item.faults(value, "") : unstorable;
  }
}
