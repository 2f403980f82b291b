package io.ringfence.doctor;

import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.DatabaseFacts;
import io.ringfence.store.DatabaseLook;
import io.ringfence.store.Migrations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The PostgreSQL that is written to. */
public final class DatabaseCheck implements Check {
  private final Vertx vertx;
  private final DatabaseAddress address;
  private final InstantSource clock;
  private final DatabaseLook look;

  public DatabaseCheck(Vertx vertx, DatabaseAddress address, InstantSource clock) {
    this.vertx = vertx;
    this.address = address;
    this.clock = clock;
    this.look = new DatabaseLook(vertx, address);
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public Future<List<Finding>> look() {
    return look.facts(clock)
        .compose(this::findings)
        .recover(away -> Future.succeededFuture(List.of(unreachable(away))));
  }

  private Finding unreachable(Throwable away) {
    String said = String.valueOf(away.getMessage());
    String todo = "Check that it runs, database.url, and the way to it.";
    if (said.contains("SQLSTATE 28")) {
      todo = "It answers and refuses the login: check user and password in database.url.";
    } else if (said.contains("SQLSTATE 3D")) {
      todo = "It answers and has no database of that name: see createdb in the README.";
    } else if (said.contains("SQLSTATE 53")) {
      todo = "It answers and has no connection left: raise max_connections.";
    }
    return Finding.fail(name(), said + ", at " + address, todo);
  }

  private Future<List<Finding>> findings(DatabaseFacts facts) {
    List<Finding> all = new ArrayList<>(new DatabaseJudgement(address, facts).findings());
    all.add(ClockFinding.of("clock_database", "the database's", facts.ahead()));
    return bell()
        .map(
            heard -> {
              all.add(heard);
              return all;
            })
        .compose(
            so ->
                schema(facts)
                    .map(
                        schema -> {
                          all.add(schema);
                          return all;
                        }));
  }

  private Future<Finding> bell() {
    String name = "database_notify";
    if (address.pooled()) {
      return Future.succeededFuture(
          Finding.ok(name, "not used behind a pooler: nodes look four times a second"));
    }
    return look.hearsTheBell()
        .map(
            heard ->
                heard
                    ? Finding.ok(name, "LISTEN hears NOTIFY")
                    : Finding.fail(
                        name,
                        "LISTEN does not hear NOTIFY: a pooler in transaction mode is in between",
                        "Give the server's own address, or add ?pooler=transaction to"
                            + " database.url."))
        .otherwise(failed -> Finding.skipped(name, failed.getMessage()));
  }

  private Future<Finding> schema(DatabaseFacts facts) {
    String name = "database_schema";
    if (!facts.login().schema()) {
      return Future.succeededFuture(Finding.ok(name, "not there yet; the first start makes it"));
    }
    if (address.pooled()) {
      return Future.succeededFuture(
          Finding.skipped(name, "not through a pooler: 'ringfence migrate' says it"));
    }
    return vertx
        .executeBlocking(() -> Migrations.pending(address), false)
        .map(
            pending ->
                pending == 0
                    ? Finding.ok(name, "up to date")
                    : Finding.warn(
                        name,
                        pending + " migrations of this version have not run",
                        "serve runs them, or 'ringfence migrate'."))
        .otherwise(
            failed ->
                Finding.fail(
                    name,
                    String.valueOf(failed.getMessage()).lines().findFirst().orElse("unreadable"),
                    "Look with 'ringfence migrate' what it is."));
  }
}
