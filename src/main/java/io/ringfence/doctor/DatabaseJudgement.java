package io.ringfence.doctor;

import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.DatabaseFacts;
import java.util.ArrayList;
import java.util.List;

/** What is to be thought of a PostgreSQL that a gateway writes to. */
final class DatabaseJudgement {
  private static final int LEAST_VERSION = 140_000;

  /** Writing 8, loading 2, hearing, telling, and migrating. */
  private static final int OF_A_NODE = 13;

  private final DatabaseAddress address;
  private final DatabaseFacts facts;

  DatabaseJudgement(DatabaseAddress address, DatabaseFacts facts) {
    this.address = address;
    this.facts = facts;
  }

  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    all.add(server());
    all.add(login());
    all.add(durability());
    all.add(replication());
    all.add(connections());
    return all;
  }

  private Finding server() {
    String name = "database";
    String found = "PostgreSQL " + version() + " at " + address;
    if (facts.version() < LEAST_VERSION) {
      return Finding.fail(name, found, "Ringfence needs 14 or newer.");
    }
    return facts.standby()
        ? Finding.fail(
            name,
            found + " is a standby and cannot be written to",
            "Give the primary as database.url, and this one as database.follow_url.")
        : Finding.ok(name, found);
  }

  private String version() {
    return facts.version() / 10_000 + "." + facts.version() % 10_000;
  }

  private Finding login() {
    String name = "database_login";
    DatabaseFacts.Login login = facts.login();
    String owner = "Log in as the role that made the schema ringfence, or make it the owner of it.";
    if (login.schema() && !login.ownsSchema()) {
      return Finding.fail(name, login.name() + " does not own the schema ringfence", owner);
    }
    if (login.rowsHidden()) {
      return Finding.fail(name, "row-level security hides rows from " + login.name(), owner);
    }
    if (!login.schema() && !login.mayCreateSchema()) {
      return Finding.fail(
          name,
          login.name() + " may not make the schema ringfence in " + address.database(),
          "Make it the owner of the database: ALTER DATABASE … OWNER TO …");
    }
    if (!login.mayBeTenant()) {
      return Finding.fail(
          name,
          login.name()
              + (login.tenantRole()
                  ? " may not become ringfence_tenant"
                  : " may not make the role ringfence_tenant"),
          login.tenantRole()
              ? "GRANT ringfence_tenant TO " + login.name()
              : "ALTER ROLE … CREATEROLE");
    }
    return Finding.ok(name, login.name() + " may do what it has to");
  }

  private Finding durability() {
    String name = "database_durability";
    if (!facts.fsync()) {
      return Finding.fail(
          name, "fsync is off", "A crash may destroy the database. Set fsync = on and restart it.");
    }
    if (!facts.fullPageWrites()) {
      return Finding.warn(name, "full_page_writes is off", "A crash may damage pages. Set it on.");
    }
    return facts.synchronousCommit().equals("off")
        ? Finding.warn(
            name,
            "synchronous_commit is off",
            "A crash may take back bans that were answered as made. Set it on for this login.")
        : Finding.ok(name, "fsync on, synchronous_commit " + facts.synchronousCommit());
  }

  private Finding replication() {
    String name = "database_replication";
    if (facts.synchronousStandbys().isEmpty() || facts.synchronousCommit().equals("off")) {
      return Finding.ok(name, "no commit waits for a standby");
    }
    if (facts.standbysInStep() == null) {
      return Finding.skipped(name, "who follows only a login with pg_read_all_stats sees");
    }
    return facts.standbysInStep() == 0
        ? Finding.fail(
            name,
            "commits wait for a standby and none is there",
            "No ban can be made. Bring a standby back, or empty synchronous_standby_names.")
        : Finding.ok(name, facts.standbysInStep() + " standbys that commits wait for are there");
  }

  private Finding connections() {
    String name = "database_connections";
    DatabaseFacts.Connections there = facts.connections();
    int free = there.most() - there.used();
    String found = there.used() + " of " + there.most() + " connections are in use";
    if (there.ofLogin() >= 0 && there.ofLogin() < OF_A_NODE) {
      return Finding.warn(
          name,
          "the login may have " + there.ofLogin() + " connections",
          "Each node takes up to " + OF_A_NODE + ": ALTER ROLE … CONNECTION LIMIT");
    }
    return free < OF_A_NODE
        ? Finding.warn(
            name,
            found,
            "Each node takes up to " + OF_A_NODE + ": raise max_connections, or use a pooler.")
        : Finding.ok(name, found);
  }
}
