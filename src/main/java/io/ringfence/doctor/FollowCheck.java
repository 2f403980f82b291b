package io.ringfence.doctor;

import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.DatabaseFacts;
import io.ringfence.store.DatabaseLook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;

/** The standby that the list is read from. */
public final class FollowCheck implements Check {
  private final DatabaseAddress address;
  private final InstantSource clock;
  private final DatabaseLook look;

  public FollowCheck(Vertx vertx, DatabaseAddress address, InstantSource clock) {
    this.address = address;
    this.clock = clock;
    this.look = new DatabaseLook(vertx, address);
  }

  @Override
  public String name() {
    return "database_follow";
  }

  @Override
  public Future<List<Finding>> look() {
    return look.facts(clock).map(this::judge).otherwise(this::unreachable).map(List::of);
  }

  private Finding unreachable(Throwable away) {
    return Finding.fail(
        name(),
        away.getMessage() + ", at " + address,
        "Check that it runs, database.follow_url, and the way to it.");
  }

  private Finding judge(DatabaseFacts facts) {
    if (facts.login().rowsHidden() || !facts.login().schema()) {
      return Finding.fail(
          name(),
          "the list is not to be seen at " + address,
          "It has to be a standby of database.url, and the login the same.");
    }
    return facts.standby()
        ? Finding.ok(name(), "a standby answers at " + address)
        : Finding.warn(
            name(),
            address + " is no standby",
            "Where it is the primary itself leave database.follow_url away.");
  }
}
