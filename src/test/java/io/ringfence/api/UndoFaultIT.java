package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.DatabaseAddress;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The database goes away between two shares of an undo. */
final class UndoFaultIT {
  private static final int SHARE = OperationStore.MOST_ROWS;
  private static final int ALL = SHARE + 500;

  private static JsonObject body() {
    JsonArray entries = new JsonArray();
    IntStream.range(0, ALL).forEach(n -> entries.add(phone("+1303" + (5_550_000 + n))));
    return new JsonObject().put("entries", entries);
  }

  private static Reply undo(TestApi api, String operation) {
    return api.post(
        BOOTSTRAP,
        "/v1/operations/" + operation + "/undo",
        new JsonObject().put("reason", "Mistake"));
  }

  private static long standing(TestApi api) {
    return api.store.number("SELECT count(*) FROM entry WHERE standing");
  }

  @Test
  void whatWasTakenBackStaysSoAndARepeatDoesTheRest() throws SQLException {
    DatabaseAddress database = PostgresFixture.migrated();
    try (TcpProxy proxy = new TcpProxy(database);
        TestApi api = new TestApi(new TestStore(proxy.address()));
        Connection psql = PostgresFixture.connect(database);
        Statement statement = psql.createStatement()) {
      api.load();
      String operation = api.post(BOOTSTRAP, "/v1/bans/bulk", body()).json().getString("operation");
      assertEquals(ALL, standing(api));
      // The second transaction stops where the test can see it.
      api.store.sql(
          "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
              + " 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END'",
          "CREATE TRIGGER stop BEFORE UPDATE ON entry FOR EACH ROW WHEN (NEW.value = '+1303"
              + (5_550_000 + SHARE)
              + "') EXECUTE FUNCTION stop()");
      psql.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(7)");
      CompletableFuture<Reply> first = CompletableFuture.supplyAsync(() -> undo(api, operation));
      await(() -> stopped(api) > 0);

      proxy.cut();

      assertEquals(503, first.join().status(), first.join().text());
      assertTrue(first.join().json().getString("detail").contains("Repeat"), first.join().text());
      // The server gives the second transaction up by itself, as it waits for a lock in vain.
      await(() -> stopped(api) == 0);
      psql.rollback();
      assertEquals(ALL - SHARE, standing(api));

      Reply repeated = undo(api, operation);

      assertEquals(200, repeated.status(), repeated.text());
      assertEquals(ALL, repeated.json().getInteger("taken_back"));
      assertTrue(first.join().text().contains(repeated.json().getString("operation")));
      assertEquals(0, standing(api));
      assertEquals(409, undo(api, operation).status());
    }
  }

  private static long stopped(TestApi api) {
    return api.store.number("SELECT count(*) FROM pg_locks WHERE NOT granted");
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(end), "not within a minute");
      LockSupport.parkNanos(5_000_000);
    }
  }
}
