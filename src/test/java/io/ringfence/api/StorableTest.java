package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StorableTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "Zoë", "💥", "\u0001\t", "\uffff", "a💥b💥"})
  void textOfWholeCharactersIsKept(String text) {
    assertTrue(Storable.isText(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "a\u0000", "\ud83d", "\udca5", "\udca5\ud83d", "\ud83dx"})
  void otherTextIsNot(String text) {
    assertFalse(Storable.isText(text));
  }

  @Test
  void pointsAtWhatCannotBeKept() {
    JsonObject body =
        new JsonObject()
            .put("fine", new JsonArray().add(1).add("x").addNull())
            .put("a/b", new JsonObject().put("~", "\u0000"))
            .put("list", new JsonArray().add(new JsonArray().add(Double.POSITIVE_INFINITY)))
            .put("named", new JsonObject().put("\ud800", 1));

    List<Fault> faults = Storable.faults(body);

    assertEquals(
        List.of("/a~1b/~0", "/list/0/0", "/named"), faults.stream().map(Fault::pointer).toList());
  }
}
