package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A database of a test's own, the gateway's way to it and somebody's in psql. */
public final class TestStore implements AutoCloseable {
  public static final Actor ALICE =
      new Actor("alice@example.com", "key_alice", "192.0.2.1", "request-1");

  public final Vertx vertx = Vertx.vertx();
  public final DatabaseAddress address;
  public final Database database;

  public TestStore() {
    this(PostgresFixture.migrated());
  }

  public TestStore(DatabaseAddress address) {
    this.address = address;
    this.database = Database.open(vertx, address);
  }

  /** Waits for a future, and throws what it failed with. */
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes an organisation as an operator in psql would. */
  public Organisation organisation(String slug) {
    int id =
        Integer.parseInt(
            query("INSERT INTO organisation (slug, name) VALUES ('" + slug + "', 'X') RETURNING id")
                .get(0));
    String publicId = query("SELECT public_id FROM organisation WHERE id = " + id).get(0);
    return new Organisation(id, publicId, slug, "X", id % 16, "US", Policies.NONE, false);
  }

  /** Runs plain SQL, as somebody in psql does. */
  public void sql(String... statements) {
    try (Connection connection = PostgresFixture.connect(address);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of a query. */
  public List<String> query(String sql) {
    try (Connection connection = PostgresFixture.connect(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public long number(String sql) {
    return Long.parseLong(query(sql).get(0));
  }

  public static EntryDraft ban(String value) {
    return ban(value, null);
  }

  public static EntryDraft ban(String value, Instant until) {
    return draft(Effect.BAN, Kind.PHONE, value, until, Channel.ALL, false);
  }

  static EntryDraft draft(
      Effect effect, Kind kind, String value, Instant until, int channels, boolean observe) {
    return new EntryDraft(
        effect,
        kind,
        value,
        "raw " + value,
        "9.0.43",
        "Spammer",
        "a note",
        channels,
        until,
        observe,
        "{\"id\":\"u-1\",\"name\":\"Zoë\"}",
        "https://desk.example/ticket/9",
        "{\"score\":3}");
  }

  @Override
  public void close() {
    await(database.close().eventually(vertx::close));
  }
}
