package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.OperationStore;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The database goes away in the middle of a bulk write. */
final class BulkFaultIT {
  private static final int WRITTEN = OperationStore.MOST_ROWS;
  private static final int ALL = WRITTEN + 500;

  private static JsonObject body() {
    JsonArray entries = new JsonArray();
    IntStream.range(0, ALL).forEach(n -> entries.add(phone("+1303" + (5_550_000 + n))));
    return new JsonObject().put("entries", entries.add("no object"));
  }

  @Test
  void whatWasWrittenBeforeTheCutStaysAndARepeatDoesTheRest() throws SQLException {
    try (TcpProxy proxy = new TcpProxy(PostgresFixture.migrated());
        TestApi api = new TestApi(new TestStore(proxy.address()));
        Connection psql = PostgresFixture.connect(api.store.address);
        Statement statement = psql.createStatement()) {
      api.load();
      // The second transaction stops where the test can see it.
      api.store.sql(
          "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
              + " 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END'",
          "CREATE TRIGGER stop BEFORE INSERT ON entry FOR EACH ROW WHEN (NEW.value = '+1303"
              + (5_550_000 + WRITTEN)
              + "') EXECUTE FUNCTION stop()");
      psql.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(7)");
      CompletableFuture<Reply> reply =
          CompletableFuture.supplyAsync(() -> api.post(BOOTSTRAP, "/v1/bans/bulk", body()));
      awaitStopped(api);

      proxy.cut();

      JsonArray results = reply.join().json().getJsonArray("results");
      assertEquals(200, reply.join().status());
      for (int i = 0; i <= ALL; i++) {
        int expected = i < WRITTEN ? 201 : i < ALL ? 503 : 422;
        assertEquals(expected, results.getJsonObject(i).getInteger("status"));
      }
      assertTrue(results.getJsonObject(WRITTEN).getString("detail").contains("repeated"));
      assertEquals(WRITTEN, api.store.number("SELECT count(*) FROM entry"));

      Reply repeated = api.post(BOOTSTRAP, "/v1/bans/bulk", body());

      JsonObject counts = counts(api, repeated);
      assertEquals(WRITTEN, counts.getInteger("unchanged"));
      assertEquals(ALL - WRITTEN, counts.getInteger("created"));
      assertEquals(WRITTEN, counts(api, reply.join()).getInteger("created"));
    }
  }

  private static JsonObject counts(TestApi api, Reply reply) {
    String operation = reply.json().getString("operation");
    return api.get(BOOTSTRAP, "/v1/operations/" + operation).json().getJsonObject("counts");
  }

  private static void awaitStopped(TestApi api) {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (api.store.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
      assertTrue(Instant.now().isBefore(end), "the second transaction has not begun");
      Thread.onSpinWait();
    }
  }
}
