package io.ringfence.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObserveFormTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  @Test
  void readsAnEndInBothWays() {
    assertEquals(
        NOW.plusSeconds(3_600).toEpochMilli(), read("{\"on\":true,\"for\":\"1h\"}").until());
    assertEquals(
        NOW.plusSeconds(1_800).toEpochMilli(),
        read("{\"on\":true,\"until\":\"2026-11-21T04:30:00+01:00\"}").until());
    assertEquals(
        BrakeScope.WITHOUT_END, read("{\"on\":true,\"organisation\":null,\"until\":null}").until());
  }

  @Test
  void readsWhatIsToBeEnded() {
    ObserveForm form = read("{\"on\":false,\"organisation\":\"second\",\"by\":\"alice\"}");

    assertNull(form.problem());
    assertEquals("second", form.organisation());
    assertEquals("alice", form.by());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /on",
        "{\"on\":\"true\"} | /on",
        "{\"on\":null} | /on",
        "{\"on\":true,\"organization\":\"x\"} | /organization",
        "{\"on\":true,\"organisation\":7} | /organisation",
        "{\"on\":true,\"for\":\"1w\"} | /for",
        "{\"on\":true,\"for\":\"0h\"} | /for",
        "{\"on\":true,\"for\":\"-1h\"} | /for",
        "{\"on\":true,\"for\":3600} | /for",
        "{\"on\":true,\"until\":\"tomorrow\"} | /until",
        "{\"on\":true,\"until\":\"2026-11-21T03:00:00Z\"} | /until",
        "{\"on\":true,\"until\":\"+999999999-01-01T00:00:00Z\"} | /until",
        "{\"on\":true,\"for\":\"1h\",\"until\":\"2027-01-01T00:00:00Z\"} | /for",
        "{\"on\":false,\"for\":\"1h\"} | /for",
        "{\"on\":false,\"until\":\"2027-01-01T00:00:00Z\"} | /until",
        "{\"on\":true,\"by\":\"a\\nb\"} | /by",
      })
  void refusesWhatCannotBeUsedNamingIt(String body, String pointer) {
    OpsProblem problem = read(body).problem();

    assertNotNull(problem, body);
    assertEquals(422, problem.status());
    assertEquals(pointer, problem.pointer());
  }

  private static ObserveForm read(String body) {
    return ObserveForm.read(new JsonObject(body), NOW);
  }
}
