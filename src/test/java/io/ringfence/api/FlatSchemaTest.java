package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.TestStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A glance at a check, beside the validator. */
class FlatSchemaTest {
  private static Vertx vertx;
  private static JsonObject check;
  private static Validator validator;

  @BeforeAll
  static void readTheContract() {
    vertx = Vertx.vertx();
    OpenAPIContract contract = TestStore.await(Contract.load(vertx)).openapi();
    check =
        (JsonObject)
            contract
                .operation("check")
                .getRequestBody()
                .getContent()
                .get("application/json")
                .getSchema();
    validator = contract.getSchemaRepository().validator(JsonSchema.of(check));
  }

  @AfterAll
  static void stop() {
    TestStore.await(vertx.close());
  }

  @Test
  void seesThatAWholeCheckIsRight() {
    JsonObject whole = new JsonObject().put("visitor_id", "c0ffee").putNull("email");
    whole.put("channel", "sms").put("action", "load").put("record", false).put("ip", "203.0.113.7");

    assertNotNull(FlatSchema.of(check));
    assertTrue(FlatSchema.of(check).holds(whole));
    assertTrue(FlatSchema.of(check).holds(new JsonObject()));
    JsonObject nulls = new JsonObject();
    List.copyOf(whole.fieldNames()).forEach(nulls::putNull);
    assertTrue(FlatSchema.of(check).holds(nulls));
    assertTrue(validator.validate(nulls).getValid());
  }

  @Test
  void letsNothingThroughThatTheValidatorDoesNot() {
    FlatSchema flat = FlatSchema.of(check);
    Random random = new Random(20261121);
    List<Object> values = new ArrayList<>(Malformation.ODD);
    values.addAll(List.of("c0ffee", "chat", "sms", "load", "message", "x".repeat(1_000)));
    values.add("📞".repeat(1_000));
    values.add(null);
    List<String> names = new ArrayList<>(check.getJsonObject("properties").fieldNames());
    names.removeIf(name -> name.startsWith("__"));
    names.add("unknown");
    int seen = 0;
    for (int round = 0; round < 3_000; round++) {
      JsonObject asked = new JsonObject();
      for (int i = random.nextInt(4); i > 0; i--) {
        asked.put(
            names.get(random.nextInt(names.size())), values.get(random.nextInt(values.size())));
      }
      if (flat.holds(asked)) {
        seen++;
        assertTrue(validator.validate(asked).getValid(), asked::encode);
      }
    }
    assertTrue(seen > 300, "some of it is right: " + seen);
  }

  @Test
  void isOnlyOfSchemasThatItKnowsAllOf() {
    assertNull(FlatSchema.of(object("{\"type\":\"string\",\"pattern\":\"^a\"}")));
    assertNull(FlatSchema.of(object("{\"type\":\"integer\"}")));
    assertNull(FlatSchema.of(object("{\"type\":\"object\"}")));
    assertNull(FlatSchema.of(new JsonObject().put("type", "object")));
    FlatSchema text = FlatSchema.of(object("{\"type\":\"string\",\"maxLength\":2}"));
    assertTrue(text.holds(new JsonObject().put("a", "xy")));
    assertFalse(text.holds(new JsonObject().put("a", "xyz")));
    assertFalse(text.holds(new JsonObject()), "it is required");
    assertFalse(text.holds("text"));
    assertTrue(FlatSchema.of(object("{\"type\":\"boolean\"}")).holds(flag()));
  }

  private static JsonObject flag() {
    return new JsonObject().put("a", true);
  }

  private static JsonObject object(String member) {
    return new JsonObject(
        "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"a\"],\"properties\":{\"a\":"
            + member
            + "}}");
  }
}
